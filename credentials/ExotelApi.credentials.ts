import type {
	IAuthenticate,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

import { BASE_URL_EXPRESSION } from '../nodes/Exotel/n8n/baseUrl';

/** Key, token and account of an Exotel account, sent as HTTP Basic auth (exotel-api: "Basics"). */
export class ExotelApi implements ICredentialType {
	name = 'exotelApi';

	displayName = 'Exotel API';

	icon: Icon = {
		light: 'file:../nodes/Exotel/exotel.svg',
		dark: 'file:../nodes/Exotel/exotel.dark.svg',
	};

	documentationUrl = 'https://developer.exotel.com/docs/getting-started/api-credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Region',
			name: 'region',
			type: 'options',
			options: [
				{
					name: 'Mumbai (India)',
					value: 'mumbai',
					description: 'The dashboard is at my.mum1.exotel.com',
				},
				{ name: 'Singapore', value: 'singapore', description: 'The dashboard is at my.exotel.com' },
				{
					name: 'Custom',
					value: 'custom',
					description: 'Another host, such as a proxy of your own',
				},
			],
			default: 'mumbai',
			description:
				'Where the account lives. Settings > API Settings in the Exotel dashboard shows it as the subdomain: api.in.exotel.com is Mumbai, api.exotel.com is Singapore.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			displayOptions: { show: { region: ['custom'] } },
			default: '',
			required: true,
			placeholder: 'e.g. https://exotel-proxy.example.com',
			description: 'Where requests go instead of Exotel. Must start with https://.',
		},
		{
			displayName:
				'Plain http is accepted only for this machine itself (localhost, 127.0.0.1). Any other Base URL must start with https://, or nothing is sent.',
			name: 'httpNotice',
			type: 'notice',
			displayOptions: {
				show: { region: ['custom'], baseUrl: [{ _cnd: { startsWith: 'http://' } }] },
			},
			default: '',
		},
		{
			displayName: 'Account SID',
			name: 'accountSid',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. ameyo5m',
			description: 'From Settings > API Settings in the Exotel dashboard',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'From Settings > API Settings in the Exotel dashboard',
		},
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'From Settings > API Settings in the Exotel dashboard, next to the key',
		},
	];

	/** A function: two expressions would take n8n 2 milliseconds for every request. */
	authenticate: IAuthenticate = async ({ apiKey, apiToken }, request) => ({
		...request,
		auth: { username: String(apiKey), password: String(apiToken) },
	});

	test: ICredentialTestRequest = {
		request: {
			baseURL: BASE_URL_EXPRESSION,
			url: '=/v2/accounts/{{ encodeURIComponent(($credentials.accountSid || "").trim()) }}/trunks',
			qs: { page_size: 1 },
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Exotel refused the login: check API Key, API Token and Region. It gives this same answer when any of the three is wrong.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'Exotel refused access: check Account SID, and that the account has SIP trunking.',
				},
			},
			{
				type: 'responseCode',
				properties: { value: 404, message: 'Not found: check Account SID and Region.' },
			},
		],
	};
}
