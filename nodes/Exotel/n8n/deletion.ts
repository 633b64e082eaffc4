import type { IDataObject } from 'n8n-workflow';

import type { Kind } from '../provisioning/kind';
import { isNotFound } from '../transport/failure';
import type { ExotelResource, Path } from '../transport/model';
import { choiceField } from './field';
import type { Task } from './task';
import type { Item, RowLocator } from './item';
import { perItem, taskOf } from './itemByItem';
import type { Operation } from './operation';
import { optionsField, trunkField } from './sharedFields';

const onMissingField = choiceField({
	displayName: 'If Missing',
	name: 'onMissing',
	type: 'options',
	options: [
		{ name: 'Refuse', value: 'error', description: 'Report that there is nothing to delete' },
		{
			name: 'Skip',
			value: 'skip',
			description: 'Return an item with "deleted": false, so that a workflow can run again',
		},
	],
	default: 'error',
	description: 'What to do if there is nothing to delete',
});

const options = optionsField([onMissingField]);

/** What one item wants deleted. */
interface Targets {
	/** The list that it is in, which is also the path of the request. */
	readonly list: Path;
	/** The query parameter that names one of them. */
	readonly parameter: string;
	/** The IDs, and what else the item that tells of each says. */
	readonly found: ReadonlyArray<{ readonly id: string; readonly told?: IDataObject }>;
	/** What it was named by. */
	readonly named: IDataObject;
	/** Makes the error for when there is none; absent if there is one. */
	readonly none?: () => Error;
	/** Whether a row of the list is the one with an ID. */
	isRow(row: ExotelResource, id: string): boolean;
}

/** A "Delete"; returns `{ deleted: true, id }` for each thing that it deleted. */
export function deletion(
	definition: Pick<Operation, 'action' | 'description' | 'fields'> & {
		targets(item: Item): Promise<Targets> | Targets;
	},
): Operation {
	const { targets, fields, ...shown } = definition;
	return perItem({
		value: 'delete',
		name: 'Delete',
		...shown,
		fields: [...fields, options],
		async tasks(item) {
			const skips = item.member(options, onMissingField) === 'skip';
			const wanted = await targets(item);
			const { none } = wanted;
			if (none !== undefined && !skips) throw none();
			if (none !== undefined) return [{ run: async () => missing(wanted.named) }];
			return wanted.found.map(({ id, told = {} }) => deleteOne(item, wanted, { id, told, skips }));
		},
	});
}

/** A "Delete" of rows on a trunk. */
export function deletionOfRows(
	definition: Pick<Operation, 'action' | 'description'> & {
		row: RowLocator;
		/** Whether a name may mean more than one row. */
		several?: boolean;
	},
): Operation {
	const { row: field, several = false, ...shown } = definition;
	const { kind } = field;
	const { nameField, nameOf } = kind;
	return deletion({
		...shown,
		fields: [trunkField, field],
		async targets(item) {
			const { found, ...rest } = await item.find(field, { several });
			return {
				...rest,
				parameter: 'id',
				found: found.map(({ id, row }) => ({
					id,
					told: row === undefined ? {} : { [nameField]: nameOf(row) },
				})),
				// What has the same name now is the thing that was meant, unless it is to be deleted as well.
				isRow: (row, id) =>
					String(row.id) === id ||
					(found.every((one) => one.id !== String(row.id)) &&
						found.some((one) => isNamesake(kind, one.row, row))),
			};
		},
	});
}

function isNamesake(
	{ nameOf }: Kind,
	one: ExotelResource | undefined,
	row: ExotelResource,
): boolean {
	return one !== undefined && nameOf(one) === nameOf(row);
}

function deleteOne(
	item: Item,
	{ list, parameter, named, isRow }: Targets,
	{ id, told, skips }: { id: string; told: IDataObject; skips: boolean },
): Task {
	const query = { [parameter]: id };
	const { thing, run } = taskOf(item, { method: 'DELETE', path: list, query }, () => ({
		deleted: true,
		id,
		...told,
	}));
	if (!skips) return { thing, run };
	return {
		thing,
		async run() {
			const deleted = await run();
			if (deleted.ok || !isNotFound(deleted.failure)) return deleted;
			// Exotel does not say what is missing: if it is the trunk, then its list can't be read either.
			const gone = await item.lists.isGone(list, (row) => isRow(row, id));
			if (!gone.ok) return gone;
			return gone.value ? missing(named) : deleted;
		},
	};
}

function missing(named: IDataObject) {
	return { ok: true as const, value: [{ deleted: false, action: 'missing', ...named }] };
}
