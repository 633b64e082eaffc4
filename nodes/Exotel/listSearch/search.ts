import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { checkSid } from '../resources/checks';
import { apiError } from '../resources/output';
import { nodeOfError } from '../secrets';
import { createClient } from '../transport/client';
import type { ExotelResource } from '../transport/types';

const PAGE_SIZE = 50;

type Path = (context: ILoadOptionsFunctions) => string[];

/** The path of something that hangs on the trunk that is chosen in the node. */
export function trunkCollection(collection: string): Path {
	return (context) => {
		const value = context.getCurrentNodeParameter('trunkSid', { extractValue: true });
		const sid = typeof value === 'string' ? value : '';
		if (checkSid(sid) === undefined) return ['trunks', sid, collection];
		throw new NodeOperationError(nodeOfError(context), 'Choose the trunk first', {
			description:
				'The list shows what the chosen trunk has. With an expression as Trunk, give this By ID.',
		});
	};
}

/**
 * Makes a list search. The API has no search of its own, so pages are read until one has a match; n8n
 * asks for more, with the token, when the user scrolls on. The search takes
 *
 * - `filter`: part of what is shown, or of the id; case does not matter
 * - `paginationToken`: the offset to go on from, as given out with the page before
 *
 * and throws a NodeApiError or NodeOperationError, whose message n8n shows in the drop-down.
 */
export function searchRows(list: {
	path: Path;
	/** How a row is shown, and the id it stands for. */
	show: (row: ExotelResource) => { name: string; value: string };
}) {
	return async function search(
		this: ILoadOptionsFunctions,
		filter?: string,
		paginationToken?: string,
	): Promise<INodeListSearchResult> {
		const path = list.path(this);
		// Somebody is looking at the drop-down: better a message soon than a list late.
		const client = await createClient(this, { maxRetries: 1 });
		const wanted = filter?.trim().toLowerCase() ?? '';
		const results: INodeListSearchItems[] = [];
		let offset: number | null = Number(paginationToken ?? 0);
		while (offset !== null && results.length === 0) {
			const page = await client.readPage(path, { offset, pageSize: PAGE_SIZE });
			if (!page.ok) throw apiError(this, page.failure, { itemIndex: 0 });
			const shown = page.value.rows.map((row) => list.show(row));
			const isWanted = ({ name, value }: { name: string; value: string }) =>
				name.toLowerCase().includes(wanted) || value.toLowerCase() === wanted;
			results.push(...shown.filter(isWanted));
			offset = page.value.nextOffset;
		}
		return { results, paginationToken: offset === null ? undefined : String(offset) };
	};
}
