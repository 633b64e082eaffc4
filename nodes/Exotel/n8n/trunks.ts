import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { idOf } from '../provisioning/kind';
import { trunks as kind } from '../provisioning/trunks';
import type { ExotelResource, Result, Rows } from '../transport/model';
import { paths } from '../transport/paths';
import { apiError } from './errors';
import type { Place } from './field';
import { fixedMode, readLocator } from './locator';
import { fitsNothing, namedBy, rowsOf } from './lookUp';
import type { ReadOnce } from './readOnce';
import { reportOf, RequestFailed } from './report';
import { trunkField } from './sharedFields';

/** A trunk that an item names, or what makes the error for a name that no trunk has. */
export type FoundTrunk = Named & ({ readonly sid: string } | { readonly none: () => Error });

interface Named {
	/** What it was named by, as an item tells it. */
	readonly named: IDataObject;
}

/** The trunks that the items of an execution name, by SID or by name. */
export class Trunks {
	/** By name, what has been looked up. */
	private readonly sids = new Map<string, string>();

	/** By SID; empty where the account's trunks have not been read. */
	private readonly names: ReadonlyMap<string, string>;

	private constructor(private readonly listed: Result<Rows> | undefined) {
		const rows = listed?.ok === true ? listed.value.rows : [];
		this.names = new Map(rows.map((row) => [idOf(kind, row), kind.nameOf(row)]));
	}

	/**
	 * Reads the account's trunks, if the items name theirs by name, or if their names are to be told.
	 *
	 * @param options.named whether names are told, which can be done without
	 * @param options.listed whether the list is needed in any case
	 * @throws NodeApiError when they can't be read, unless the workflow is set to continue
	 */
	static async of(
		context: IExecuteFunctions,
		lists: ReadOnce,
		{ named = false, listed: isListed = false } = {},
	): Promise<Trunks> {
		const isNeeded = isListed || isAnyNamed(context);
		if (!isNeeded && !named) return new Trunks(undefined);
		const listed = await lists.list(paths.trunks());
		if (isNeeded && !listed.ok && !context.continueOnFail()) {
			throw apiError(context, reportOf(listed.failure), { itemIndex: 0 });
		}
		return new Trunks(listed);
	}

	/**
	 * The SID of the trunk that an item names.
	 *
	 * @throws NodeOperationError that names parameter and item when there is no such trunk
	 */
	sidOf(place: Place): string {
		const found = this.find(place);
		if ('none' in found) throw found.none();
		return found.sid;
	}

	/** The trunk that an item names, if there is one. */
	find(place: Place): FoundTrunk {
		const located = trunkField.read(place);
		if (located.by === 'id') return { sid: located.id, named: namedBy(located, kind) };
		const known = this.sids.get(located.name);
		if (known !== undefined) return { sid: known, named: namedBy(located, kind) };
		const { rows } = this;
		const [found] = rowsOf(trunkField, located, rows, place, { several: false, where: '' });
		const named = namedBy(located, kind);
		if (found === undefined) {
			return { none: () => fitsNothing(trunkField, located, rows, place, ''), named };
		}
		const sid = idOf(kind, found);
		this.sids.set(located.name, sid);
		return { sid, named };
	}

	/**
	 * The trunk that an item names, as the account's list has it. Needs that list.
	 *
	 * @returns without it, what makes the error and, if a name fits nothing, that name
	 */
	findListed(
		place: Place,
	):
		| { readonly trunk: ExotelResource; readonly isNamed: boolean }
		| { readonly none: () => Error; readonly newName?: string } {
		const located = trunkField.read(place);
		const { rows } = this;
		const [trunk] = rowsOf(trunkField, located, rows, place, { several: false, where: '' });
		if (trunk !== undefined) return { trunk, isNamed: located.by === 'name' };
		const none = () => fitsNothing(trunkField, located, rows, place, '');
		return located.by === 'name' ? { none, newName: located.name } : { none };
	}

	/** The name of a trunk, where the account's trunks have been read. */
	nameOf(sid: string): string | undefined {
		return this.names.get(sid);
	}

	private get rows(): Rows['rows'] {
		if (this.listed === undefined) return [];
		if (!this.listed.ok) throw new RequestFailed(reportOf(this.listed.failure));
		return this.listed.value.rows;
	}
}

/** Whether any item names its trunk by name. */
function isAnyNamed(context: IExecuteFunctions): boolean {
	const { property } = trunkField;
	const mode = fixedMode(context, property.name);
	if (mode !== undefined) return mode === 'name';
	const items = context.getInputData();
	return items.some(
		(_, itemIndex) => readLocator({ context, itemIndex }, property).mode === 'name',
	);
}
