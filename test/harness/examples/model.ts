import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Tables } from '../engine/dataTables';
import type { Simulator } from '../simulator/simulator';

/** What a node returned. */
export type Output = (node: string, output?: number) => INodeExecutionData[];

/** Executes an example, in n8n's engine alone or in a real n8n. */
export interface Player {
	/**
	 * Runs it until it ends or waits.
	 *
	 * @param trigger where to start; by default where n8n starts a workflow that is run by hand
	 * @param posted what the trigger gets, if it is a webhook
	 */
	run(trigger?: string, posted?: object): Promise<Output>;
	/** Runs it from a trigger that has told something. */
	runWith(trigger: string, items: readonly IDataObject[]): Promise<Output>;
	/** Fills in the form for which the last run waits, and lets it go on. */
	answer(form: Readonly<Record<string, string>>): Promise<Output>;
}

/** An example, what the account holds before it runs, and what it must do. */
export interface ExampleRun {
	readonly file: string;
	readonly workflow: object;
	/** The data tables that its note tells to create, by the name under which its nodes show them. */
	readonly tables?: Tables;
	prepare(simulator: Simulator): void;
	play(player: Player, simulator: Simulator): Promise<void>;
}
