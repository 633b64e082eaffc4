import type { Collection } from '../../transport/model';
import type { Kind } from '../kind';

/** What a trunk has several of. */
export interface Section extends Kind {
	/** The last segment of its path. */
	readonly collection: Collection;
}
