import type { IExecuteFunctions } from 'n8n-workflow';

/** A context that can be told to end. */
type Cancellable = Pick<IExecuteFunctions, 'getExecutionCancelSignal'>;

/** The signal that aborts when the execution is cancelled; the lists of the editor have none. */
export function signalOf(context: object | Cancellable): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

/** The same context with another signal, because n8n's HTTP helper takes its signal from its context alone. */
export function withSignal<T extends object>(context: T, signal: AbortSignal): T {
	return Object.create(context, { getExecutionCancelSignal: { value: () => signal } });
}
