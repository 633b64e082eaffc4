import { request } from 'undici';

import account from '../../harness/fixtures/account.json';
import { isExoPhonesApi, isOnExoPhone, isOnRow, methodOf, type Call } from './call';

/** What came back. */
export interface Answered {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly text: string;
}

/** The path and the query of a call. */
export function pathOf(call: Call): string {
	if (call.link !== undefined) return call.link;
	const { endpoint, sid = '', id = '' } = call;
	const prefix = isExoPhonesApi(endpoint) ? '/v2_beta/Accounts' : '/v2/accounts';
	const [, path = ''] = endpoint.split(' ');
	const isInQuery = isOnRow(endpoint) && !path.includes('{id}') && !isOnExoPhone(endpoint);
	const key = endpoint.endsWith('/settings') ? 'name' : 'id';
	const query = new URLSearchParams({
		...call.query,
		...(isInQuery ? { [key]: id } : {}),
		...(endpoint === 'DELETE /trunks' ? { trunk_sid: sid } : {}),
	}).toString();
	const filled = path.replace(/\{(?:trunk_)?sid\}/, sid).replace(/\{(?:exophone_sid|id)\}/, id);
	return `${prefix}/${account.accountSid}${filled}${query === '' ? '' : `?${query}`}`;
}

/** The content type of a call; undefined if it has no body. */
export function typeOf({ endpoint, body, spoilt }: Call): string | undefined {
	if (body === undefined) return undefined;
	if (spoilt === 'text/plain' || spoilt === 'application/x-www-form-urlencoded') return spoilt;
	return isExoPhonesApi(endpoint) ? 'application/x-www-form-urlencoded' : 'application/json';
}

function textOf({ endpoint, body, spoilt }: Call): string | undefined {
	if (body === undefined) return undefined;
	if (isExoPhonesApi(endpoint)) {
		return new URLSearchParams(
			Object.entries(body).map(([name, value]): [string, string] => [name, String(value)]),
		).toString();
	}
	const text = JSON.stringify(body);
	switch (spoilt) {
		case 'bad JSON':
			return text.slice(0, -1);
		case 'list as body':
			return `[${text}]`;
		case 'text as body':
			return JSON.stringify(text);
		default:
			return text;
	}
}

/** Sends a call. */
export async function send(url: string, call: Call): Promise<Answered> {
	const key = call.spoilt === 'wrong key' ? 'another' : account.apiKey;
	const token = call.spoilt === 'wrong token' ? 'another' : account.apiToken;
	const type = typeOf(call);
	const { statusCode, headers, body } = await request(`${url}${pathOf(call)}`, {
		method: methodOf(call.endpoint),
		headers: {
			authorization: `Basic ${Buffer.from(`${key}:${token}`).toString('base64')}`,
			...(type === undefined ? {} : { 'content-type': type }),
		},
		body: textOf(call),
	});
	return { status: statusCode, headers, text: await body.text() };
}
