import { NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import { isRecord } from '../../guards';
import { checkSid } from '../../provisioning/checks';
import { groupBy } from '../../provisioning/groupBy';
import { idOf } from '../../provisioning/kind';
import type { RerouteGoal, Step } from '../../provisioning/reroute';
import { destinationUris } from '../../provisioning/sections/destinationUris';
import type { Fields } from '../../provisioning/sections/section';
import { trunks as trunkKind } from '../../provisioning/trunks';
import { describeType, isBlank, readWhole } from '../../sip/parsed';
import { showDestination } from '../../sip/show';
import type { Result, Rows } from '../../transport/model';
import { paths } from '../../transport/paths';
import { apiError } from '../errors';
import { checkMember, readCollection, refusal, type Place } from '../field';
import { memberReader, withQuickParameters } from '../quickParameters';
import type { ReadOnce } from '../readOnce';
import { reportOf, reportOfError, RequestFailed, type Report } from '../report';
import { refuseDifferences } from '../sameForAll';
import { nodeOfError } from '../secrets';
import { dryRunField } from '../sharedFields';
import type { Trunks } from '../trunks';
import {
	allowLastField,
	matchField,
	modeField,
	priorityField,
	rerouteOptions,
	scopeField,
	weightField,
} from './fields';

/** What one input item asks for. */
export interface ItemStep {
	readonly itemIndex: number;
	readonly trunkSids: readonly string[];
	/** The name of its trunk, if it gives one. */
	readonly trunkName?: string;
	readonly step: Step;
	/** What it is about, for a message. */
	readonly about: string;
}

/** An item that can't be used. */
export interface Unusable {
	readonly itemIndex: number;
	readonly report: Report;
}

/** Whether nothing is to be changed, which must be the same for all items. */
export function readDryRun(context: IExecuteFunctions): boolean {
	const { name } = dryRunField.property;
	const valuesOf = memberReader(context, rerouteOptions.property.name, [name]);
	const first = valuesOf(0);
	const isDryRun = checkMember({ context, itemIndex: 0 }, first, dryRunField);
	refuseDifferences(context, [dryRunField], valuesOf, first);
	return isDryRun;
}

/** Whether the items are about all trunks of the account. */
export function isAboutAll(context: IExecuteFunctions): boolean {
	const place: Place = { context, itemIndex: 0 };
	return modeField.read(place) === 'set' && scopeField.read(place) === 'all';
}

/**
 * Reads what all items ask for.
 *
 * @param trunks those that the items name
 * @throws NodeApiError when the account's trunks are needed and can't be read, unless the workflow is set to
 * continue
 */
export async function readSteps(
	context: IExecuteFunctions,
	trunks: Trunks,
	lists: ReadOnce,
): Promise<{ steps: ItemStep[]; unusable: Unusable[] }> {
	const listed = isAboutAll(context) ? await lists.list(paths.trunks()) : NONE;
	if (!listed.ok && !context.continueOnFail()) {
		throw apiError(context, reportOf(listed.failure), { itemIndex: 0 });
	}
	const rows = listed.ok ? listed.value.rows : [];
	const all = rows.map((row) => idOf(trunkKind, row)).filter((sid) => sid !== '');
	const quick = withQuickParameters(context);
	const steps: ItemStep[] = [];
	const unusable: Unusable[] = [];
	for (const itemIndex of context.getInputData().keys()) {
		try {
			if (!listed.ok) throw new RequestFailed(reportOf(listed.failure));
			steps.push(readStep({ context: quick, itemIndex }, trunks, all));
		} catch (error) {
			unusable.push({ itemIndex, report: reportOfError(error) });
		}
	}
	return { steps, unusable };
}

const NONE: Result<Rows> = { ok: true, value: { rows: [], requestId: null } };

/**
 * Reads what an item asks for.
 *
 * @param all the SIDs of all trunks of the account, if it is about all of them
 * @throws NodeOperationError that names parameter and item when it can't be used
 */
function readStep(place: Place, trunks: Trunks, all: readonly string[]): ItemStep {
	const { itemIndex } = place;
	const options = readCollection(place, rerouteOptions);
	const allowsLast = checkMember(place, options, allowLastField);
	if (modeField.read(place) === 'restore') return { itemIndex, ...readRestoring(place) };
	const { covers, written } = matchField.read(place);
	const fields: Fields = { priority: priorityField.read(place), weight: weightField.read(place) };
	if (fields.priority === undefined && fields.weight === undefined) {
		throw new NodeOperationError(nodeOfError(place.context), 'There is nothing to set', {
			itemIndex,
			description: 'Give a Priority, a Weight or both.',
		});
	}
	const isAll = scopeField.read(place) === 'all';
	return {
		itemIndex,
		trunkSids: isAll ? all : [trunks.sidOf(place)],
		step: { kind: 'matching', covers, fields, allowsLast },
		about: written.join(', '),
	};
}

/** Reads an item that Reroute has returned: `trunk_sid`, `id`, `destination` and `before`. */
function readRestoring(place: Place): Omit<ItemStep, 'itemIndex'> {
	const { context, itemIndex } = place;
	const { json = {} } = context.getInputData()[itemIndex] ?? {};
	const trunkSid = textOf(place, json, 'trunk_sid');
	const reason = checkSid(trunkSid);
	if (reason !== undefined) throw unfit(place, `its trunk_sid can't be used: ${reason}`);
	const id = textOf(place, json, 'id');
	const destination = textOf(place, json, 'destination');
	const key = destinationUris.keyOf({ destination });
	const { trunk_name: trunkName } = json;
	return {
		trunkSids: [trunkSid],
		...(typeof trunkName === 'string' ? { trunkName } : {}),
		step: { kind: 'restoring', id, key, fields: readBefore(place, json.before) },
		about: showDestination(destination),
	};
}

function readBefore(place: Place, given: unknown): Fields {
	const before = typeof given === 'string' ? parseJson(given) : given;
	if (!isRecord(before)) {
		throw unfit(
			place,
			`its before is ${describeType(given)}, not an object with priority and weight`,
		);
	}
	const numberIn = (name: 'priority' | 'weight') => {
		const value = before[name];
		if (value === undefined) return undefined;
		// Exotel has named nothing, where it assumes the default.
		const number = isBlank(value) ? destinationUris.defaults[name] : readWhole(value);
		if (number === undefined) throw unfit(place, `the ${name} in its before is not a whole number`);
		return number;
	};
	const fields = { priority: numberIn('priority'), weight: numberIn('weight') };
	if (fields.priority === undefined && fields.weight === undefined) {
		throw unfit(place, 'its before has neither priority nor weight');
	}
	return fields;
}

function textOf(place: Place, json: IDataObject, name: string): string {
	const value = json[name];
	const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	if (text === '') throw unfit(place, `it has no ${name}`);
	return text;
}

function unfit(place: Place, reason: string) {
	const error = refusal(
		modeField.property.displayName,
		place,
		`The item can't be restored: ${reason}`,
	);
	error.description =
		'Restore takes the items that Reroute has returned, with trunk_sid, id, destination and before. Nothing was changed.';
	return error;
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** The goals of all items, one for each trunk. */
export function goalsOf(steps: readonly ItemStep[]): RerouteGoal[] {
	const named = steps.flatMap(({ trunkSids, step }) =>
		trunkSids.map((trunkSid) => ({ trunkSid, step })),
	);
	const byTrunk = groupBy(named, ({ trunkSid }) => trunkSid);
	return Array.from(byTrunk, ([trunkSid, list]) => ({
		trunkSid,
		section: destinationUris,
		expected: 0,
		steps: list.map(({ step }) => step),
	}));
}
