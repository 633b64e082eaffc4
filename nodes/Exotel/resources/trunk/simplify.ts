import type { ExotelResource } from '../../transport/model';

const SIMPLE = [
	'trunk_sid',
	'trunk_name',
	'status',
	'domain_name',
	'auth_type',
	'nso_code',
	'secure_trunking',
	'date_created',
	'date_updated',
];

/** A trunk with what most workflows use, without the four paths and the rarer settings. */
export function simplify(trunk: ExotelResource): ExotelResource {
	return Object.fromEntries(SIMPLE.map((name) => [name, trunk[name]]));
}
