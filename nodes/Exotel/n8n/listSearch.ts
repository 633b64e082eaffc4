import {
	NodeOperationError,
	type ILoadOptionsFunctions,
	type INodeListSearchItems,
	type INodeListSearchResult,
} from 'n8n-workflow';

import { isRecord } from '../guards';
import { checkSid } from '../provisioning/checks';
import { idOf } from '../provisioning/kind';
import { trunks } from '../provisioning/trunks';
import { quote } from '../sip/characters';
import type { Collection, ExotelClient, ExotelResource, Path, Result } from '../transport/model';
import { paths } from '../transport/paths';
import { connect } from './connect';
import { apiError } from './errors';
import type { ListSearch } from './field';
import { reportOf } from './report';
import { nodeOfError } from './secrets';

const PAGE_SIZE = 50;

/** Rows for a drop-down, and where the next ones start; null if there are no more. */
export interface RowsPage {
	readonly rows: readonly ExotelResource[];
	readonly next: number | null;
}

/** Gives the rows of a drop-down, page by page, for the node that the user is looking at. */
export type RowSource = (
	context: ILoadOptionsFunctions,
	client: ExotelClient,
	start: number,
) => Promise<Result<RowsPage>>;

/** Pages of a list of the API. */
export function pagesOf(
	path: (context: ILoadOptionsFunctions, client: ExotelClient) => Promise<Path> | Path,
): RowSource {
	return async (context, client, offset) => {
		const list = await path(context, client);
		const page = await client.readPage(list, { offset, pageSize: PAGE_SIZE });
		if (!page.ok) return page;
		return { ok: true, value: { rows: page.value.rows, next: page.value.nextOffset } };
	};
}

/** Pages of what hangs on the trunk that is chosen in the node. */
export function pagesOnChosenTrunk(collection: Collection): RowSource {
	return pagesOf(async (context, client) =>
		paths.ofTrunk(await chosenTrunk(context, client), collection),
	);
}

async function chosenTrunk(context: ILoadOptionsFunctions, client: ExotelClient): Promise<string> {
	const given: unknown = context.getCurrentNodeParameter('trunkSid');
	const mode = isRecord(given) ? given.mode : 'id';
	const value = context.getCurrentNodeParameter('trunkSid', { extractValue: true });
	const text = typeof value === 'string' ? value.trim() : '';
	if (mode !== 'name' && checkSid(text) === undefined) return text;
	const read = mode === 'name' ? trunks.readName(text) : undefined;
	if (read?.ok !== true) {
		throw new NodeOperationError(nodeOfError(context), 'Choose the trunk first', {
			description:
				'The list shows what the chosen trunk has. If Trunk is an expression, choose another mode than From List here.',
		});
	}
	const listed = await client.readAll(paths.trunks());
	if (!listed.ok) throw apiError(context, reportOf(listed.failure), { itemIndex: 0 });
	const [found] = read.value(listed.value.rows);
	if (found !== undefined) return idOf(trunks, found);
	throw new NodeOperationError(
		nodeOfError(context),
		`There is no trunk with the name ${quote(text)}`,
		{
			description: 'Correct the name of the trunk, or choose it From List.',
		},
	);
}

/**
 * Makes a list search. The API has no search of its own, so pages are read until one has a match; n8n
 * asks for more, with the token, when the user scrolls on. The search takes
 *
 * - `filter`: part of what is shown, or the whole value; case does not matter
 * - `paginationToken`: where to go on, as returned with the page before
 *
 * and throws a NodeApiError or NodeOperationError, whose message n8n shows in the drop-down.
 *
 * @param show how a row is shown, and the value it stands for
 */
export function searchOf(
	source: RowSource,
	show: (row: ExotelResource) => { readonly name: string; readonly value: string },
): ListSearch {
	return async function (filter, paginationToken): Promise<INodeListSearchResult> {
		// Somebody is looking at the drop-down: better a message soon than a list late.
		const client = await connect(this, { maxRetries: 1 });
		const wanted = filter?.trim().toLowerCase() ?? '';
		const isWanted = ({ name, value }: { name: string; value: string }) =>
			name.toLowerCase().includes(wanted) || value.toLowerCase() === wanted;
		const results: INodeListSearchItems[] = [];
		const seen = new Set<string>();
		let start: number | null = Number(paginationToken ?? 0);
		while (start !== null && results.length === 0) {
			const page = await source(this, client, start);
			if (!page.ok) throw apiError(this, reportOf(page.failure), { itemIndex: 0 });
			const shown = page.value.rows.map(show).filter(({ value }) => value !== '');
			results.push(...shown.filter(isWanted));
			// A list that does not end repeats itself.
			const bringsNew = shown.some(({ value }) => !seen.has(value));
			for (const { value } of shown) seen.add(value);
			start = bringsNew ? page.value.next : null;
		}
		return { results, paginationToken: start === null ? undefined : String(start) };
	};
}
