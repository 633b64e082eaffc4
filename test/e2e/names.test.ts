import { Editor } from '../harness/n8n/editor';
import { needPrograms } from '../harness/n8n/install';
import { Instance } from '../harness/n8n/instance';
import { N8N_VERSIONS } from '../harness/n8n/versions';
import { chain, exotel, start } from '../harness/n8n/workflows';
import { Simulator } from '../harness/simulator/simulator';

// The editor applies what is typed after a delay, which may be longer on a busy machine.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

const BY_NAME = { __rl: true, mode: 'name', value: 'support' };

describe.each(N8N_VERSIONS)('in the editor of n8n %s,', (version) => {
	let simulator: Simulator;
	let n8n: Instance;
	let editor: Editor;
	beforeAll(async () => {
		await needPrograms(['chromium']);
		simulator = await Simulator.start();
		n8n = await Instance.create(version, simulator.credential);
		await n8n.start();
		editor = await Editor.open(n8n);
	});
	afterAll(async () => {
		await editor?.close();
		await n8n?.stop();
		await simulator.stop();
	});
	beforeEach(() => {
		const { state } = simulator;
		state.trunks.clear();
		state.exoPhones.length = 0;
		const trunk = state.addTrunk('trmum1a', 'support');
		for (const host of ['sip.example.com', 'sip.example.org']) {
			state.addDestination(trunk, `${host}:5061;transport=tls`);
		}
		state.addExoPhone('+918040264208', { friendlyName: 'Support' });
		state.addExoPhone('+918040264209');
	});

	it('the list of a locator belongs to the trunk that is named, and a URI deletes', async () => {
		const destinationId = { __rl: true, mode: 'list', value: '' };
		const parameters = { operation: 'delete', trunkSid: BY_NAME, destinationId };
		const { id } = await n8n.store(chain('names', [start, exotel({}, parameters)]));
		await editor.openWorkflow(id, 'Exotel');
		const { page } = editor;
		await editor.click('Exotel', { twice: true });

		const locator = editor.part('resource-locator-destinationId');
		await locator.locator('[data-test-id="rlc-input"]').click();
		const items = editor.part('rlc-item');
		await items.first().waitFor();
		expect((await items.allInnerTexts()).sort()).toEqual([
			'sip:sip.example.com:5061;transport=tls',
			'sip:sip.example.org:5061;transport=tls',
		]);
		await page.keyboard.press('Escape');

		await locator.locator('[data-test-id="rlc-mode-selector"]').click();
		await page.getByText('By URI', { exact: true }).last().click();
		await locator.locator('input').last().fill('sip.example.com');
		await page.waitForTimeout(1500); // the editor applies it once the typing has stopped
		await editor.part('node-execute-button').click();
		await editor.part('output-panel').getByText('true', { exact: true }).waitFor();
		const left = [...simulator.state.trunks.values()].flatMap(({ destinations }) => destinations);
		expect(left.map(({ destination }) => destination)).toEqual([
			'sip:sip.example.org:5061;transport=tls',
		]);
	});

	it('a number is picked from the account and mapped to the trunk that is named', async () => {
		const phoneNumber = { __rl: true, mode: 'list', value: '' };
		const parameters = {
			...{ resource: 'phoneNumber', operation: 'map' },
			...{ trunkSid: BY_NAME, phoneNumber },
		};
		const { id } = await n8n.store(chain('numbers', [start, exotel({}, parameters)]));
		await editor.openWorkflow(id, 'Exotel');
		await editor.click('Exotel', { twice: true });
		const locator = editor.part('resource-locator-phoneNumber');
		await locator.locator('[data-test-id="rlc-input"]').click();
		const items = editor.part('rlc-item');
		await items.first().waitFor();
		expect(await items.allInnerTexts()).toEqual(['+918040264208 (Support)', '+918040264209']);
		await items.first().click();
		await editor.part('node-execute-button').click();
		await editor.part('output-panel').getByText('added', { exact: true }).waitFor();
		const [trunk] = simulator.state.trunks.values();
		expect(trunk?.phoneNumbers).toMatchObject([{ phone_number: '+918040264208' }]);
	});
});
