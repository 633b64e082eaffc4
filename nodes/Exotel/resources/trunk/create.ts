import { checkDomainName } from '../../provisioning/checks';
import { creation, onExistingField } from '../../n8n/creation';
import { shownWith, textField } from '../../n8n/field';
import { optionsField } from '../../n8n/sharedFields';
import { trunks } from '../../provisioning/trunks';
import type { ExotelResource } from '../../transport/model';
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

const onExisting = onExistingField('Existing Trunk', 'a trunk has this name', 'error');

const options = optionsField([domainNameField, onExisting, nsoCodeField]);

export const create = creation({
	value: 'create',
	name: 'Create',
	action: 'Create a trunk',
	description:
		'Create a SIP trunk, the first step of connecting a customer. Returns the trunk with its trunk_sid, which all other operations need.',
	fields: [shownWith(trunkNameField, { required: true })],
	options,
	onExisting,
	kind: trunks,
	make(item) {
		const name = item.value(trunkNameField);
		const isMade = (row: ExotelResource) => row.trunk_name === name;
		return {
			request: {
				method: 'POST',
				path: paths.trunks(),
				body: {
					trunk_name: name,
					nso_code: 'ANY-ANY',
					domain_name: `${item.client.accountSid}.pstn.exotel.com`,
					...item.members(options),
				},
				thing: name,
				makes: isMade,
			},
			existing: async () => await item.lists.find(paths.trunks(), isMade),
		};
	},
});
