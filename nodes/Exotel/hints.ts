import type { NodeHint } from 'n8n-workflow';

/** A setting of the node that can do harm, and what the editor says of it before the node runs. */
interface Danger {
	readonly resource: string;
	readonly operation: string;
	/**
	 * The condition besides, as n8n evaluates it; `options` holds what was added. A value that is an expression
	 * stands there as its text, which is truthy: what it gives is not known before the run.
	 */
	readonly when?: string;
	readonly type: 'warning' | 'danger';
	readonly message: string;
}

const DELETES =
	'!!$parameter.options?.deleteMissing && !$parameter.options?.dryRun && !$parameter.options?.approvedPlan';

/**
 * The node's settings besides its parameters, such as Execute Once, can't be seen here: n8n shows them to no
 * expression. Sync refuses Execute Once with Delete Missing by itself before it sends anything.
 */
const DANGERS: readonly Danger[] = [
	{
		resource: 'destinationUri',
		operation: 'add',
		when: '$parameter.options?.onExisting === "add"',
		type: 'warning',
		message:
			'Add Again sends destinations that are on the trunk already once more, and Exotel may list them twice. To add only what is missing, set Existing Destinations to Skip.',
	},
	{
		resource: 'destinationUri',
		operation: 'sync',
		when: DELETES,
		type: 'warning',
		message:
			'Delete Missing deletes every destination of the trunk that is not in the list, and calls to it stop. To see first what it would delete, turn on Dry Run.',
	},
	{
		resource: 'destinationUri',
		operation: 'sync',
		when: `!!$parameter.options?.allowEmptyList && ${DELETES}`,
		type: 'danger',
		message:
			'With Allow Empty List, a list that comes out empty deletes all destinations of the trunk. Keep it only if an empty list can mean nothing else.',
	},
	{
		resource: 'whitelistedIp',
		operation: 'sync',
		when: DELETES,
		type: 'warning',
		message:
			'Delete Missing deletes every whitelisted IP of the trunk that is not in the list, and Exotel refuses calls from it. To see first what it would delete, turn on Dry Run.',
	},
	{
		resource: 'whitelistedIp',
		operation: 'sync',
		when: `!!$parameter.options?.allowEmptyList && ${DELETES}`,
		type: 'danger',
		message:
			'With Allow Empty List, a list that comes out empty deletes all whitelisted IPs of the trunk. Keep it only if an empty list can mean nothing else.',
	},
	{
		resource: 'destinationUri',
		operation: 'reroute',
		when: '!!$parameter.options?.allowLast && !$parameter.options?.dryRun',
		type: 'warning',
		message:
			'With Allow Last, even the only destination of a trunk that takes calls is put behind. Keep it only if a trunk may be left without one.',
	},
	{
		resource: 'trunk',
		operation: 'apply',
		when: DELETES,
		type: 'warning',
		message:
			'Delete Missing deletes what the trunk has and its configuration does not name: phone numbers, destinations, whitelisted IPs, SIP credentials and settings. To see first what it would delete, turn on Dry Run.',
	},
	{
		resource: 'trunk',
		operation: 'apply',
		when: '$parameter.options?.phoneNumbersElsewhere === "move" && !$parameter.options?.dryRun && !$parameter.options?.approvedPlan',
		type: 'warning',
		message:
			'With Numbers on Other Trunks set to Move, phone numbers are taken from the trunks that have them, and their calls use this trunk from then on.',
	},
	{
		resource: 'trunk',
		operation: 'delete',
		type: 'danger',
		message:
			'This deletes the trunk with all its phone number mappings, whitelisted IPs, SIP credentials and destination URIs, for good. It cannot be undone.',
	},
];

/** What the editor warns of before the node runs. */
export const hints: NodeHint[] = DANGERS.map(({ resource, operation, when, type, message }) => ({
	message,
	type,
	location: 'outputPane',
	whenToDisplay: 'beforeExecution',
	displayCondition: conditionOf(resource, operation, when),
}));

function conditionOf(resource: string, operation: string, when = 'true'): string {
	const isChosen = `$parameter.resource === "${resource}" && $parameter.operation === "${operation}"`;
	return `={{ ${isChosen} && ${when} }}`;
}
