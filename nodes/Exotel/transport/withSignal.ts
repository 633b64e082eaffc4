import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';

/** The signal that aborts when the execution is cancelled; the lists of the editor have none. */
export function signalOf(
	context: IExecuteFunctions | ILoadOptionsFunctions,
): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

/** The same context with another signal, because n8n's HTTP helper takes its signal from its context alone. */
export function withSignal<T extends object>(context: T, signal: AbortSignal): T {
	return Object.create(context, { getExecutionCancelSignal: { value: () => signal } });
}
