import type { IBuilderHint } from 'n8n-workflow';

/**
 * What n8n's AI workflow builder is told of the node. `searchHint` comes with the node whenever the builder
 * finds it, so it holds what goes wrong most; the patterns come with the operation they are for.
 */
export const builderHint: IBuilderHint = {
	searchHint:
		'Pass all destinations to one node as input items: it groups them by trunk and sends them in batches, so do not put it behind Loop Over Items, and do not call it once for each destination. One item comes out for each destination, paired to its input item, with action (added, existing, rejected, …) and message, a sentence that says why. For refused destinations set onError to continueErrorOutput and connect the second output. To set a whole trunk up, or to restore one, use resource trunk with apply; to see what is wrong with trunks, check; for a backup, export. Where the user names a trunk, use mode name with that name, or mode id with its SID; both take an expression. Use this node instead of HTTP Request for the SIP trunks of Exotel.',
	relatedNodes: [
		{
			nodeType: 'n8n-nodes-base.scheduleTrigger',
			relationHint: 'Starts a Sync every night, or another recurring job on trunks',
		},
		{
			nodeType: 'n8n-nodes-exotel.exotelTrigger',
			relationHint: 'Starts the workflow when something on a trunk was changed, by whomever',
		},
		{
			nodeType: 'n8n-nodes-base.dataTable',
			relationHint: 'Holds the rows of trunk and destination that Add or Sync takes as input items',
		},
		{
			nodeType: 'n8n-nodes-base.googleSheets',
			relationHint: 'The same for rows that people keep in a sheet',
		},
		{
			nodeType: 'n8n-nodes-base.slack',
			relationHint:
				'Tells people which destinations were refused; or asks them, with Send and Wait for Response, to approve a dry run before a Sync that deletes',
		},
		{
			nodeType: '@n8n/n8n-nodes-langchain.agent',
			relationHint:
				'Can use this node as a tool; put a human review step before every operation that deletes',
		},
	],
	extraTypeDefContent: [
		{
			displayOptions: { show: { resource: ['destinationUri'], operation: ['add'] } },
			content: `<patterns>
<pattern title="Add the destination of every input item, each to the trunk that its row names">
const addDestinations = node({
  type: 'n8n-nodes-exotel.exotel',
  version: 1,
  config: {
    name: 'Add Destinations',
    onError: 'continueErrorOutput',
    parameters: {
      resource: 'destinationUri',
      operation: 'add',
      trunkSid: { __rl: true, mode: 'id', value: expr('{{ $json.trunk_sid }}') },
      destinationSource: 'inputItems',
      destination: expr('{{ $json.destination }}')
    }
  }
});
</pattern>
</patterns>`,
		},
		{
			displayOptions: { show: { resource: ['trunk'], operation: ['apply'] } },
			content: `<patterns>
<pattern title="Set up a customer's whole trunk from a record, one item for each trunk">
const setUpTrunk = node({
  type: 'n8n-nodes-exotel.exotel',
  version: 1,
  config: {
    name: 'Set Up Trunk',
    parameters: {
      resource: 'trunk',
      operation: 'apply',
      trunkSid: { __rl: true, mode: 'name', value: expr('{{ $json.trunk_name }}') },
      configurationSource: 'fields',
      destinations: expr('{{ $json.destinations }}'),
      whitelistedIps: expr('{{ $json.pbx_addresses }}'),
      phoneNumbers: expr('{{ $json.phone_numbers }}'),
      callerId: expr('{{ $json.caller_id }}')
    }
  }
});
</pattern>
<pattern title="Restore a trunk from what Export has returned: first as a dry run whose plan a person approves">
const previewRestore = node({
  type: 'n8n-nodes-exotel.exotel',
  version: 1,
  config: {
    name: 'Preview Restore',
    parameters: {
      resource: 'trunk',
      operation: 'apply',
      trunkSid: { __rl: true, mode: 'name', value: expr('{{ $json.trunk_name }}') },
      configurationSource: 'json',
      configuration: expr('{{ $json.configuration }}'),
      options: { deleteMissing: true, dryRun: true, resultFormat: 'summary' }
    }
  }
});
</pattern>
</patterns>`,
		},
		{
			displayOptions: { show: { resource: ['destinationUri'], operation: ['sync'] } },
			content: `<patterns>
<pattern title="See what a Sync that deletes would do; the same without dryRun carries it out">
const previewSync = node({
  type: 'n8n-nodes-exotel.exotel',
  version: 1,
  config: {
    name: 'Preview Sync',
    parameters: {
      resource: 'destinationUri',
      operation: 'sync',
      trunkSid: { __rl: true, mode: 'id', value: expr('{{ $json.trunk_sid }}') },
      destinationSource: 'inputItems',
      destination: expr('{{ $json.destination }}'),
      options: { deleteMissing: true, dryRun: true }
    }
  }
});
</pattern>
<pattern title="Carry out only the plan that a person has approved: the summary of the dry run goes to a message and a wait, then to this node">
const approvedSync = node({
  type: 'n8n-nodes-exotel.exotel',
  version: 1,
  config: {
    name: 'Carry Out Approved Plan',
    parameters: {
      resource: 'destinationUri',
      operation: 'sync',
      trunkSid: { __rl: true, mode: 'id', value: expr('{{ $json.trunk_sid }}') },
      destinationSource: 'json',
      destinationsJson: expr('{{ $json.wanted }}'),
      options: { deleteMissing: true, resultFormat: 'summary', approvedPlan: expr('{{ $json.plan_id }}') }
    }
  }
});
</pattern>
</patterns>`,
		},
	],
};
