import { exoPhonePages } from '../../n8n/phoneNumberField';
import { locatorField } from '../../n8n/locator';
import { exoPhones, tellExoPhone } from '../../provisioning/exoPhones';

export const exoPhoneField = locatorField(
	{
		displayName: 'ExoPhone',
		name: 'exoPhone',
		description:
			'The phone number, picked from those of the account, or given by its number or SID',
	},
	exoPhones,
	{
		id: { mode: 'sid', label: 'By SID', example: '01140264208' },
		name: { mode: 'number', label: 'By Number', example: '+918040264208' },
	},
	{ method: 'searchExoPhonesBySid', source: exoPhonePages, show: tellExoPhone },
);
