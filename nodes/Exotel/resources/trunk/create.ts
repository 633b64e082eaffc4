import { checkDomainName } from '../../n8n/checks';
import { choiceField, shownWith, textField } from '../../n8n/field';
import { optionsField } from '../../n8n/sharedFields';
import { perItem } from '../../n8n/itemByItem';
import type { Item } from '../../n8n/item';
import { isDuplicate } from '../../transport/failure';
import type { ExotelResource, Result, Rows } from '../../transport/model';
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
	task(item) {
		const name = item.value(trunkNameField);
		const returnsExisting = item.member(options, existingTrunkField) === 'return';
		const body = {
			trunk_name: name,
			nso_code: 'ANY-ANY',
			domain_name: `${item.client.accountSid}.pstn.exotel.com`,
			...item.members(options),
		};
		return {
			thing: name,
			async run() {
				const created = await item.client.sendOne({
					method: 'POST',
					path: paths.trunks(),
					body,
					makes: ({ trunk_name }) => trunk_name === name,
				});
				if (created.ok) return { ok: true, value: [{ ...created.value, action: 'added' }] };
				if (!returnsExisting || !isDuplicate(created.failure)) return created;
				const existing = await findByName(item, name);
				if (!existing.ok) return existing;
				if (existing.value === undefined) return created;
				return { ok: true, value: [{ ...existing.value, action: 'existing' }] };
			},
		};
	},
});

/** Finds a trunk that was there a moment ago. The list that was read for an item before may be too old. */
async function findByName(item: Item, name: string): Promise<Result<ExotelResource | undefined>> {
	const path = paths.trunks();
	const find = (listed: Result<Rows>): Result<ExotelResource | undefined> => {
		if (!listed.ok) return listed;
		const value = listed.value.rows.find(({ trunk_name }) => trunk_name === name);
		return { ok: true, value };
	};
	const known = find(await item.list(path));
	return known.ok && known.value === undefined ? find(await item.client.readAll(path)) : known;
}
