import type { ExotelResource } from '../transport/model';
import { numberOf } from './rows';
import { destinationUris } from './sections/destinationUris';

/** Of destinations with the same priority, one with weight 0 gets none of the calls. */
export function takesCalls({ weight }: ExotelResource): boolean {
	return numberOf(weight) !== 0;
}

/** The priority of a destination, of which the lowest is tried first. */
export function priorityOf({ priority }: ExotelResource): number {
	return numberOf(priority) ?? Number(destinationUris.defaults.priority);
}
