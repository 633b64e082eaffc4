// n8n's logger would repeat every error that a test provokes on the console; tests read the run data.
process.env.N8N_LOG_LEVEL = 'silent';

// The node waits on this clock; everything else, above all HTTP, runs in real time.
const { clock } = require('./clock');
Date.now = clock.now;
const { performance } = globalThis;
globalThis.performance = new Proxy(performance, {
	get(_target, name) {
		if (name === 'now') return clock.steadyNow;
		const value = Reflect.get(performance, name);
		return typeof value === 'function' ? value.bind(performance) : value;
	},
});
afterAll(() => clock.stop());
jest.mock('n8n-workflow', () => ({
	...jest.requireActual('n8n-workflow'),
	sleep: require('./clock').clock.sleep,
}));
