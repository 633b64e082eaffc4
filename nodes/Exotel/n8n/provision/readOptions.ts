import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { MaxDeletions } from '../../provisioning/maxDeletions';
import { protectedBy, type IsProtected } from '../../provisioning/protect';
import type { ClientOptions } from '../../transport/model';
import { checkMember, type Field, type Owner, type Place, type ValueField } from '../field';
import { memberReader, oncePerObject } from '../quickParameters';
import { refuseDifferences } from '../sameForAll';
import {
	addOptions,
	batchSize,
	checkForDoubles,
	defaultTransport,
	existingDestinations,
	existingRouting,
	maxRetries,
	priority,
	requestsPerMinute,
	timeout,
	weight,
	whitelistIps,
} from './options';
import type { PlanOptions } from './planOptions';
import type { ItemOptions } from './subject';

/** The options that hold for a whole execution. */
const forAllItems = (options: PlanOptions): readonly ValueField[] => [
	...Object.values(options),
	batchSize,
	checkForDoubles,
	existingRouting,
	maxRetries,
	requestsPerMinute,
	timeout,
];

/** What holds for a whole execution, the same for all its items. */
export interface ExecutionOptions {
	readonly client: ClientOptions;
	/** How many a request may make. */
	readonly batchSize: number;
	readonly stopsOnRefusal: boolean;
	/** Whether to look for what this and another execution have both added. */
	readonly checksDoubles: boolean;
	readonly allowsEmptyList: boolean;
	readonly deletesMissing: boolean;
	readonly isDryRun: boolean;
	/** Whether a Sync leaves the priority and weight of what is there as they are. */
	readonly keepsRouting: boolean;
	/** How much a Sync may delete; no limit if absent. */
	readonly maxDeletions?: MaxDeletions;
	readonly isProtected: IsProtected;
	/** Whether one item tells of a whole trunk. */
	readonly isSummary: boolean;
}

/** How requests are sent, which each operation that asks for many lets the user say. */
export const clientFields: readonly ValueField[] = [maxRetries, requestsPerMinute, timeout];

/**
 * Reads how requests are sent, for an operation that has no other options that hold for the whole execution.
 *
 * @throws NodeOperationError when one can't be used or differs between items
 */
export function readClientOptions(context: IExecuteFunctions): ClientOptions {
	const { name } = addOptions.property;
	const valuesOf = memberReader(context, name, clientFields.map(nameOf));
	const first = valuesOf(0);
	const options = clientOptionsOf({ context, itemIndex: 0 }, first);
	refuseDifferences(context, clientFields, valuesOf, first);
	return options;
}

/**
 * The options of how requests are sent, checked.
 *
 * @param pace the option Requests per Minute, where it has another default
 */
export function clientOptionsOf(
	owner: Owner,
	values: IDataObject,
	pace = requestsPerMinute,
): ClientOptions {
	return {
		timeoutMs: checkMember(owner, values, timeout),
		maxRetries: checkMember(owner, values, maxRetries),
		requestsPerMinute: checkMember(owner, values, pace),
	};
}

/**
 * Reads the options that hold for the whole execution.
 *
 * @throws NodeOperationError when one can't be used or differs between items
 */
export function readExecutionOptions(
	context: IExecuteFunctions,
	ofPlans: PlanOptions,
): ExecutionOptions {
	const place: Place = { context, itemIndex: 0 };
	const fields = forAllItems(ofPlans);
	const valuesOf = memberReader(context, addOptions.property.name, fields.map(nameOf));
	const values = valuesOf(0);
	const value = <T>(field: ValueField<T>): T => checkMember(place, values, field);
	const options: ExecutionOptions = {
		client: clientOptionsOf(place, values),
		batchSize: value(batchSize),
		stopsOnRefusal: value(ofPlans.refused) === 'error',
		checksDoubles: value(checkForDoubles),
		allowsEmptyList: value(ofPlans.allowEmptyList),
		deletesMissing: value(ofPlans.deleteMissing),
		isDryRun: value(ofPlans.dryRun),
		keepsRouting: value(existingRouting) === 'keep',
		maxDeletions: value(ofPlans.maxDeletions),
		isProtected: protectedBy(value(ofPlans.protect)),
		isSummary: value(ofPlans.resultFormat) === 'summary',
	};
	refuseDifferences(context, fields, valuesOf, values);
	return options;
}

/**
 * Makes what reads the options of an item; again only if they are not those of an item before. It throws a
 * NodeOperationError when one can't be used.
 */
export function itemOptionsReader(context: IExecuteFunctions): (place: Place) => ItemOptions {
	const members = [defaultTransport, existingDestinations, priority, weight, whitelistIps];
	const valuesOf = memberReader(context, addOptions.property.name, members.map(nameOf));
	const derive = oncePerObject(itemOptionsOf);
	return (place) => derive(valuesOf(place.itemIndex), place);
}

function itemOptionsOf(values: IDataObject, place: Place): ItemOptions {
	const ifGiven = (field: ValueField<number>) =>
		values[nameOf(field)] === undefined ? undefined : checkMember(place, values, field);
	return {
		defaultTransport: checkMember(place, values, defaultTransport),
		routing: { priority: ifGiven(priority), weight: ifGiven(weight) },
		onExisting: checkMember(place, values, existingDestinations),
		whitelist: checkMember(place, values, whitelistIps),
	};
}

function nameOf({ property }: Field): string {
	return property.name;
}
