import { destinationUri } from './destinationUri';
import type { Resource } from './operation';

/** Every resource of the node; its parameters and its dispatch both come from this list. */
export const resources: readonly Resource[] = [destinationUri];
