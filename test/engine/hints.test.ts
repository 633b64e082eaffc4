import type { INodeParameters } from 'n8n-workflow';

import { hintsBeforeRun, loadExotel } from '../harness/engine/engine';

const ADD = { resource: 'destinationUri', operation: 'add' };
const SYNC = { resource: 'destinationUri', operation: 'sync' };
const WHITELIST = { resource: 'whitelistedIp', operation: 'sync' };
const REROUTE = { resource: 'destinationUri', operation: 'reroute' };
const APPLY = { resource: 'trunk', operation: 'apply' };
const ON = '={{ $json.isSure }}';

const ADD_AGAIN = /^Add Again sends/;
const DELETES = /^Delete Missing deletes/;
const EMPTY = /^With Allow Empty List/;
const LAST = /^With Allow Last/;
const TRUNK = /^This deletes the trunk/;

describe('before the node runs, the editor', () => {
	it.each<[INodeParameters, RegExp[]]>([
		[{ ...ADD, options: { onExisting: 'add' } }, [ADD_AGAIN]],
		[{ options: { onExisting: 'add' } }, [ADD_AGAIN]],
		[{ ...SYNC, options: { deleteMissing: true } }, [DELETES]],
		[{ ...SYNC, options: { deleteMissing: true, dryRun: false } }, [DELETES]],
		[{ ...SYNC, options: { deleteMissing: ON } }, [DELETES]],
		[{ ...SYNC, options: { deleteMissing: true, allowEmptyList: true } }, [DELETES, EMPTY]],
		[{ ...SYNC, options: { deleteMissing: true, allowEmptyList: ON } }, [DELETES, EMPTY]],
		[{ ...WHITELIST, options: { deleteMissing: true } }, [DELETES]],
		[{ ...WHITELIST, options: { deleteMissing: true, allowEmptyList: ON } }, [DELETES, EMPTY]],
		[{ ...REROUTE, options: { allowLast: true } }, [LAST]],
		[{ ...APPLY, options: { deleteMissing: true } }, [DELETES]],
		[{ ...APPLY, options: { phoneNumbersElsewhere: 'move' } }, [/^With Numbers on Other Trunks/]],
		[{ resource: 'trunk', operation: 'delete' }, [TRUNK]],
	])('warns of %j', async (parameters, warnings) => {
		const shown = await hintsBeforeRun(parameters);
		expect(shown).toEqual(warnings.map((warning) => expect.stringMatching(warning)));
	});

	it.each<INodeParameters>([
		{},
		ADD,
		{ ...ADD, options: {} },
		{ ...ADD, options: { onExisting: 'skip' } },
		{ ...ADD, options: { onExisting: '={{ $json.existing }}' } },
		{ ...ADD, options: { deleteMissing: true, allowEmptyList: true } },
		SYNC,
		{ ...SYNC, options: {} },
		{ ...SYNC, options: { onExisting: 'add' } },
		{ ...SYNC, options: { deleteMissing: false } },
		{ ...SYNC, options: { deleteMissing: true, dryRun: true, allowEmptyList: true } },
		{ ...SYNC, options: { deleteMissing: true, dryRun: '={{ $json.dryRun }}' } },
		{ ...SYNC, options: { allowEmptyList: true } },
		{ ...SYNC, options: { deleteMissing: true, approvedPlan: 'plan_0123456789abcdef' } },
		{ ...WHITELIST, options: { deleteMissing: true, dryRun: true } },
		{ ...REROUTE, options: {} },
		{ ...REROUTE, options: { allowLast: true, dryRun: true } },
		{ resource: 'trunk', operation: 'update', options: { deleteMissing: true } },
		{ ...APPLY, options: { phoneNumbersElsewhere: 'refuse' } },
		{ ...APPLY, options: { deleteMissing: true, dryRun: true, phoneNumbersElsewhere: 'move' } },
		{ resource: 'phoneNumber', operation: 'delete' },
		{ resource: 'destinationUri', operation: 'getAll', options: { onExisting: 'add' } },
	])('has nothing to say of %j', async (parameters) => {
		expect(await hintsBeforeRun(parameters)).toEqual([]);
	});

	it('has something to say of no operation that there is not', async () => {
		const { node } = await loadExotel();
		const operations = node.description.properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ displayOptions, options }) => {
				const values = (options ?? []).flatMap((option) => ('value' in option ? option.value : []));
				return values.map((value) => [displayOptions?.show?.resource?.[0], value].join(' '));
			});
		const { hints = [] } = node.description;
		for (const { displayCondition = '' } of hints) {
			const [resource, operation] = [...displayCondition.matchAll(/=== "(\w+)"/g)].map(
				([, value]) => value,
			);
			expect(operations).toContain(`${resource} ${operation}`);
		}
		expect(hints).toHaveLength(9);
	});
});
