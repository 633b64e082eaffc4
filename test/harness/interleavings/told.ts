import type { INodeExecutionData } from 'n8n-workflow';

import type { Outcome } from '../engine/engine';
import { isRecord } from '../records';
import { meaningOf } from './meaning';

/** What an output item says. */
export interface Item {
	/** The input item that it is paired to. */
	readonly from: number;
	readonly trunk: string;
	readonly key: string;
	readonly id: string;
	/** `added`, `existing`, …; `failed` if it says that something did not succeed. */
	readonly action: string;
	/** Whether it says that it is not known what became of it. */
	readonly isUnknown: boolean;
}

/** What an execution says. */
export interface Told {
	/** By output. */
	readonly outputs: readonly Item[][];
	readonly items: readonly Item[];
	readonly hints: readonly string[];
	/** If it stopped with an error: what that says was done before, and what is not known. */
	readonly error?: {
		readonly message: string;
		readonly done: readonly Item[];
		/** As `trunk key`. */
		readonly unknown: ReadonlySet<string>;
	};
}

const UNKNOWN = /may or may not have been carried out/;

export function readTold({ outputs, hints, error }: Outcome): Told {
	const read = outputs.map((output) => output.map(readItem));
	const told = { outputs: read, items: read.flat(), hints };
	return error === undefined ? told : { ...told, error: readError(error) };
}

function readItem({ json, pairedItem }: INodeExecutionData): Item {
	const error = isRecord(json.error) ? json.error : {};
	const about = 'action' in json || !isRecord(json.error) ? json : error;
	const isDone = json.status === 'success' || !('error' in json);
	return {
		from: isRecord(pairedItem) ? Number(pairedItem.item) : -1,
		trunk: String(about.trunk_sid),
		key: meaningOf(String(about.destination)),
		id: String(json.id),
		action: isDone ? String(json.deleted === true ? 'deleted' : (json.action ?? 'set')) : 'failed',
		isUnknown: UNKNOWN.test(JSON.stringify(json)),
	};
}

function readError({ message, context }: Readonly<Record<string, unknown>>): Told['error'] {
	const data = isRecord(context) && isRecord(context.data) ? context.data : {};
	const list = (name: string) => (Array.isArray(data[name]) ? data[name].filter(isRecord) : []);
	const keyIn = (row: Record<string, unknown>) => meaningOf(String(row.destination));
	return {
		message: String(message),
		done: ['added', 'updated', 'deleted'].flatMap((action) =>
			list(action).map((row) => ({
				from: -1,
				trunk: String(row.trunk_sid),
				key: keyIn(row),
				id: String(row.id),
				action,
				isUnknown: false,
			})),
		),
		unknown: new Set(list('unknown').map((row) => `${String(row.trunk_sid)} ${keyIn(row)}`)),
	};
}
