import {
	NodeOperationError,
	type ILoadOptionsFunctions,
	type INodeListSearchItems,
	type INodeListSearchResult,
	type INodeProperties,
} from 'n8n-workflow';

import type { Collection, ExotelResource, Path } from '../transport/model';
import { paths } from '../transport/paths';
import { checkSid } from './checks';
import { connect } from './connect';
import { apiError } from './errors';
import { textField, valueField, type ListSearch, type ValueField } from './field';
import { reportOf } from './report';
import { nodeOfError } from './secrets';

const PAGE_SIZE = 50;

/** The list that a resource locator is picked from. */
export interface LocatorList {
	/** What one of them is called in the middle of a sentence, e.g. "trunk". */
	readonly one: string;
	/** The name that the node has for the search. */
	readonly method: string;
	/** An id, as the field shows it for an example. */
	readonly example: string;
	path(context: ILoadOptionsFunctions): Path;
	/** How a row is shown, and the id it stands for. */
	show(row: ExotelResource): { readonly name: string; readonly value: string };
}

/**
 * A parameter that names one thing by its id, or picked from a searchable list: the field together with
 * the search that fills it.
 */
export function locatorField(
	field: Pick<INodeProperties, 'displayName' | 'name' | 'description'>,
	list: LocatorList,
): ValueField<string> {
	const property: INodeProperties = {
		...field,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: `Select a ${list.one}…`,
				typeOptions: { searchListMethod: list.method, searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: `e.g. ${list.example}`,
			},
		],
	};
	const { check } = textField(property, checkSid);
	const reading = { fallback: '', options: { extractValue: true } };
	return {
		...valueField(property, reading, check),
		search: { method: list.method, fill: searchRows(list) },
	};
}

/** The path of something that hangs on the trunk that is chosen in the node. */
export function onChosenTrunk(collection: Collection): LocatorList['path'] {
	return (context) => {
		const value = context.getCurrentNodeParameter('trunkSid', { extractValue: true });
		const sid = typeof value === 'string' ? value : '';
		if (checkSid(sid) === undefined) return paths.ofTrunk(sid, collection);
		throw new NodeOperationError(nodeOfError(context), 'Choose the trunk first', {
			description:
				'The list shows what the chosen trunk has. If Trunk is an expression, choose By ID here.',
		});
	};
}

/**
 * Makes a list search. The API has no search of its own, so pages are read until one has a match; n8n
 * asks for more, with the token, when the user scrolls on. The search takes
 *
 * - `filter`: part of what is shown, or the whole id; case does not matter
 * - `paginationToken`: the offset to go on from, as returned with the page before
 *
 * and throws a NodeApiError or NodeOperationError, whose message n8n shows in the drop-down.
 */
function searchRows(list: LocatorList): ListSearch {
	return async function (filter, paginationToken): Promise<INodeListSearchResult> {
		const path = list.path(this);
		// Somebody is looking at the drop-down: better a message soon than a list late.
		const client = await connect(this, { maxRetries: 1 });
		const wanted = filter?.trim().toLowerCase() ?? '';
		const isWanted = ({ name, value }: { name: string; value: string }) =>
			name.toLowerCase().includes(wanted) || value.toLowerCase() === wanted;
		const results: INodeListSearchItems[] = [];
		const seen = new Set<string>();
		let offset: number | null = Number(paginationToken ?? 0);
		while (offset !== null && results.length === 0) {
			const page = await client.readPage(path, { offset, pageSize: PAGE_SIZE });
			if (!page.ok) throw apiError(this, reportOf(page.failure), { itemIndex: 0 });
			const shown = page.value.rows.map(list.show);
			results.push(...shown.filter(isWanted));
			// A list that does not end repeats itself.
			const bringsNew = shown.some(({ value }) => !seen.has(value));
			for (const { value } of shown) seen.add(value);
			offset = bringsNew ? page.value.nextOffset : null;
		}
		return { results, paginationToken: offset === null ? undefined : String(offset) };
	};
}
