import { NodeOperationError } from 'n8n-workflow';

import { createClient } from '../transport/client';
import type { ClientOptions, ExotelClient } from '../transport/model';
import type { RequestContext } from '../transport/send';
import { resolveBaseUrl } from './baseUrl';
import { readCredential } from './credential';
import { nodeOfError } from './secrets';

/**
 * Makes the client for the credential of the current node.
 *
 * @throws NodeOperationError when the credential can't be used (no Account SID, Base URL without
 * TLS), or is not the same for all input items
 */
export async function connect(
	context: RequestContext,
	options?: ClientOptions,
): Promise<ExotelClient> {
	const refuse = (message: string, description: string) =>
		new NodeOperationError(nodeOfError(context), message, { description });
	const credentials = await readCredential(context);
	const accountSid = String(credentials.accountSid ?? '').trim();
	if (!isPathSegment(accountSid)) {
		throw refuse(
			'Account SID of the credential is not valid',
			'Copy Account SID from Settings > API Settings in the Exotel dashboard into the Exotel API credential.',
		);
	}
	const base = resolveBaseUrl(credentials);
	if (!base.ok) throw refuse('Base URL of the credential is not accepted', base.reason);
	return createClient(context, { baseUrl: base.value, accountSid, credentials }, options);
}

/** Whether a text can stand as one segment of a path: `.` and `..` would be resolved away. */
function isPathSegment(text: string): boolean {
	return text !== '' && text !== '.' && text !== '..';
}
