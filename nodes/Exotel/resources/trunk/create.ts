import { checkDomainName } from '../../n8n/checks';
import { choiceField, shownWith, textField } from '../../n8n/field';
import { optionsField } from '../../n8n/sharedFields';
import { perItem } from '../../n8n/itemByItem';
import { isDuplicate } from '../../transport/failure';
import { paths } from '../../transport/paths';
import { nsoCodeField, trunkNameField } from './fields';

const domainNameField = textField(
	{
		displayName: 'Domain Name',
		name: 'domainName',
		type: 'string',
		default: '',
		placeholder: 'e.g. ameyo5m.pstn.exotel.com',
		description: 'Default: the Account SID of the credential, followed by .pstn.exotel.com',
	},
	checkDomainName,
	{ as: 'domain_name' },
);

const existingTrunkField = choiceField({
	displayName: 'Existing Trunk',
	name: 'onExisting',
	type: 'options',
	options: [
		{ name: 'Refuse', value: 'error', description: 'Report that the name is taken' },
		{
			name: 'Return It',
			value: 'return',
			description: 'Return the trunk with this name, so that a workflow can run again',
		},
	],
	default: 'error',
	description: 'What to do if a trunk with this name exists already',
});

const options = optionsField([domainNameField, existingTrunkField, nsoCodeField]);

export const create = perItem({
	value: 'create',
	name: 'Create',
	action: 'Create a trunk',
	description:
		'Create a SIP trunk, the first step of connecting a customer. Returns the trunk with its trunk_sid, which all other operations need.',
	fields: [shownWith(trunkNameField, { required: true }), options],
	async run(item) {
		const name = item.value(trunkNameField);
		const returnsExisting = item.member(options, existingTrunkField) === 'return';
		const created = await item.client.sendOne({
			method: 'POST',
			path: paths.trunks(),
			body: {
				trunk_name: name,
				nso_code: 'ANY-ANY',
				domain_name: `${item.client.accountSid}.pstn.exotel.com`,
				...item.members(options),
			},
			makes: ({ trunk_name }) => trunk_name === name,
		});
		if (created.ok) return { ok: true, value: [{ ...created.value, action: 'added' }] };
		if (!returnsExisting || !isDuplicate(created.failure)) return created;

		const listed = await item.client.readAll(paths.trunks());
		if (!listed.ok) return listed;
		const existing = listed.value.rows.find(({ trunk_name }) => trunk_name === name);
		if (existing === undefined) return created;
		return { ok: true, value: [{ ...existing, action: 'existing' }] };
	},
});
