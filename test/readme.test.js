const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const project = join(__dirname, '..');
const readme = readFileSync(join(project, 'README.md'), 'utf8');

test('the README shows what the demo prints', () => {
	const demo = execFileSync('node', ['-r', '@swc-node/register', 'scripts/demo.ts'], {
		cwd: project,
		encoding: 'utf8',
	});
	const shown = /npm run demo` prints[^]*?```text\n([^]*?)\n```/.exec(readme)?.[1];
	expect(demo.trimEnd()).toBe(shown);
});

test('every link inside the README leads somewhere', () => {
	const headings = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
		title
			.toLowerCase()
			.replace(/[^a-z\d -]/g, '')
			.replaceAll(' ', '-'),
	);
	for (const [, target] of readme.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
		if (target.startsWith('#')) expect(headings).toContain(target.slice(1));
		else expect(() => readFileSync(join(project, target.split('#')[0]))).not.toThrow();
	}
});
