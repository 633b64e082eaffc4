import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { apiError } from '../resources/output';
import { createClient } from '../transport/client';

const PAGE_SIZE = 50;

/**
 * Fills the "From List" of a trunk. The API has no search by name, so pages are read until one has a
 * match; n8n asks for more, with the token, when the user scrolls on.
 *
 * @param filter part of a trunk's name or SID; case does not matter
 * @param paginationToken the offset to go on from, as given out with the page before
 * @throws NodeApiError or NodeOperationError, whose message n8n shows in the drop-down
 */
export async function searchTrunks(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const client = await createClient(this);
	const wanted = filter?.trim().toLowerCase() ?? '';
	const results: INodeListSearchItems[] = [];
	let offset: number | null = Number(paginationToken ?? 0);
	while (offset !== null && results.length === 0) {
		const page = await client.readPage(['trunks'], { offset, pageSize: PAGE_SIZE });
		if (!page.ok) throw apiError(this.getNode(), page.failure, { itemIndex: 0 });
		for (const { trunk_sid, trunk_name } of page.value.rows) {
			const name = `${String(trunk_name)} (${String(trunk_sid)})`;
			if (name.toLowerCase().includes(wanted)) results.push({ name, value: String(trunk_sid) });
		}
		offset = page.value.nextOffset;
	}
	return { results, paginationToken: offset === null ? undefined : String(offset) };
}
