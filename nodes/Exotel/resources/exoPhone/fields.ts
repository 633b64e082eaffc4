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
		id: { mode: 'sid', label: 'By SID', example: 'a1b2c3d4e5f60718293a4b5c6d7e8f90' },
		name: { mode: 'number', label: 'By Number', example: '+918040264208' },
	},
	{ method: 'searchExoPhonesBySid', source: exoPhonePages, show: tellExoPhone },
);
