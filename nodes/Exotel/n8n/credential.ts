import { NodeOperationError, type ICredentialDataDecryptedObject } from 'n8n-workflow';

import { CREDENTIAL, type RequestContext } from '../transport/send';
import { resolveBaseUrl } from './baseUrl';
import { nodeOfError } from './secrets';

/** How many items an error names. */
const MOST_NAMED = 20;

/**
 * The credential of the current node, which is the same for all input items.
 *
 * A field of a credential can be an expression. n8n resolves it for one item at a time, and does not tell a
 * node whether there is one. It takes half a millisecond, for it reads and decrypts the credential anew. So
 * the credential is resolved for the first item, for the last, and for one beyond the last: an expression
 * about the item fails there, or gives something else. Only then it is resolved for every item.
 *
 * What goes unnoticed is an expression that gives the same for all three and something else in between. It
 * would have to do without the data of the item, e.g. `$itemIndex === 2 ? … : …`.
 *
 * @throws NodeOperationError when items would use different accounts, hosts, keys or tokens
 */
export async function readCredential(
	context: RequestContext,
): Promise<ICredentialDataDecryptedObject> {
	const first = await context.getCredentials(CREDENTIAL, 0);
	const count = 'getInputData' in context ? context.getInputData().length : 1;
	const account = accountOf(first);
	const isAsFirst = async (itemIndex: number) =>
		// An expression that fails for an item gives no account that could be the same.
		await context.getCredentials(CREDENTIAL, itemIndex).then(
			(other) => accountOf(other) === account,
			() => false,
		);
	if (count < 2 || ((await isAsFirst(count)) && (await isAsFirst(count - 1)))) return first;

	const others: number[] = [];
	for (let itemIndex = 1; itemIndex < count; itemIndex++) {
		if (!(await isAsFirst(itemIndex))) others.push(itemIndex);
	}
	if (others.length > 0) throw differs(context, others);
	return first;
}

/** All that decides where requests go and in whose name, as a text to compare. */
function accountOf(credentials: ICredentialDataDecryptedObject): string {
	const { accountSid, apiKey, apiToken } = credentials;
	return JSON.stringify([resolveBaseUrl(credentials), accountSid, apiKey, apiToken]);
}

function differs(context: RequestContext, others: readonly number[]): NodeOperationError {
	const named = others.slice(0, MOST_NAMED).join(', ');
	const more = others.length > MOST_NAMED ? ` and ${others.length - MOST_NAMED} more` : '';
	const description = `The Exotel API credential contains an expression, and for item ${named}${more} it gives another account, host, key or token than for item 0. Nothing was sent to Exotel. Send the items of one account at a time, for example with a Loop Over Items node (batch size 1) or with one Exotel node for each account.`;
	return new NodeOperationError(
		nodeOfError(context),
		'The credential is not the same for all items',
		{ itemIndex: others[0], description },
	);
}
