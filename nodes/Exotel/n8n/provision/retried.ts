import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { isRecord } from '../../guards';

/** The name under which n8n keeps it for the node, until the execution ends. */
const KEPT = 'before';

/**
 * What an earlier try of the node in the same execution, which failed after it had changed something, has found
 * before it did: with Retry On Fail, the next try finds the new values. It is forgotten, so that another run of
 * the node, as in a loop, has values of its own.
 *
 * @returns by whatever name it was kept under; empty if there was no such try
 */
export function takeKept(context: Pick<IExecuteFunctions, 'getContext'>): IDataObject {
	const kept = context.getContext('node');
	const before: unknown = kept[KEPT];
	delete kept[KEPT];
	return isRecord(before) ? (before as IDataObject) : {}; // it was kept here
}

/**
 * Does something that may throw. If it does, keeps what was found before the changes for the next try.
 *
 * @param earlier what an earlier try has kept, which counts more
 */
export function keepingIfThrown(
	context: Pick<IExecuteFunctions, 'getContext'>,
	before: () => IDataObject,
	earlier: IDataObject,
	task: () => void,
): void {
	let isDone = false;
	try {
		task();
		isDone = true;
	} finally {
		if (!isDone) context.getContext('node')[KEPT] = { ...before(), ...earlier };
	}
}
