import { isDuplicate } from '../../transport/errors';
import { checkAnything, checkDomainName, checkTrunkName } from '../checks';
import { optionsField } from '../fields';
import { textMember } from '../parameters';
import { perItem } from '../perItem';

export const create = perItem({
	value: 'create',
	name: 'Create',
	action: 'Create a trunk',
	description:
		'Create a SIP trunk, the first step of connecting a customer. Returns the trunk with its trunk_sid, which all other operations need.',
	fields: [
		{
			displayName: 'Trunk Name',
			name: 'trunkName',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. support_mumbai',
			description: 'A name that no other trunk has: 1 to 16 letters, digits and underscores',
		},
		optionsField([
			{
				displayName: 'Domain Name',
				name: 'domainName',
				type: 'string',
				default: '',
				placeholder: 'e.g. ameyo5m.pstn.exotel.com',
				description: 'Unless set, the Account SID of the credential before .pstn.exotel.com',
			},
			{
				displayName: 'Existing Trunk',
				name: 'onExisting',
				type: 'options',
				options: [
					{ name: 'Refuse', value: 'error', description: 'Say that the name is taken' },
					{
						name: 'Return It',
						value: 'return',
						description: 'Put out the trunk that has the name, so that a workflow can run again',
					},
				],
				default: 'error',
				description: 'What to do if there is a trunk of this name already',
			},
			{
				displayName: 'NSO Code',
				name: 'nsoCode',
				type: 'string',
				default: 'ANY-ANY',
				description: 'The network service operator code',
			},
		]),
	],
	async run(item) {
		const name = item.text('trunkName', 'Trunk Name', checkTrunkName);
		const created = await item.client.sendOne({
			method: 'POST',
			path: ['trunks'],
			body: {
				trunk_name: name,
				nso_code: 'ANY-ANY',
				domain_name: `${item.client.accountSid}.pstn.exotel.com`,
				...item.members('options', {
					nsoCode: textMember('NSO Code', 'nso_code', checkAnything),
					domainName: textMember('Domain Name', 'domain_name', checkDomainName),
				}),
			},
			makes: ({ trunk_name }) => trunk_name === name,
		});
		if (created.ok) return { ok: true, value: [{ ...created.value, action: 'added' }] };
		if (item.option('onExisting') !== 'return' || !isDuplicate(created.failure)) return created;

		const listed = await item.client.readAll(['trunks']);
		if (!listed.ok) return listed;
		const existing = listed.value.rows.find(({ trunk_name }) => trunk_name === name);
		if (existing === undefined) return created;
		return { ok: true, value: [{ ...existing, action: 'existing' }] };
	},
});
