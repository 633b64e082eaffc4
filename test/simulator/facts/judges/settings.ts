import type { Entry } from '../judge';
import { ofBatch } from '../reasons';
import type { Endpoint } from '../rules';
import { deletionFrom, listOf, newRow, textsIn, type Asked, type Judge } from './model';

function settingEntries(asked: Asked): Entry[] {
	const { settings } = asked.body;
	const values = textsIn(settings, 'value');
	return textsIn(settings, 'name').map((name, index) => {
		const { row, keep } = newRow(asked, 'settings', { name, value: values[index] });
		return { endpoint: undefined, cases: [], row, keep };
	});
}

/** The endpoints of settings. */
export const settings = {
	'POST /trunks/{sid}/settings': {
		isOpen: ({ trunk }) => (trunk?.rows.settings.length ?? 0) > 0,
		reasons: (asked) => ofBatch(asked, 'settings', 'name', 'value'),
		done: (asked) => {
			const entries = settingEntries(asked);
			return ['all set', { kind: 'batch', entries, counts: ['total', 'success'] }];
		},
	},
	'GET /trunks/{sid}/settings': listOf('settings'),
	'DELETE /trunks/{sid}/settings': deletionFrom('settings'),
} satisfies Partial<Record<Endpoint, Judge>>;
