const { spawn } = require('node:child_process');
const { rm } = require('node:fs/promises');
const { Transform } = require('node:stream');
const { dest, parallel, series, src } = require('gulp');

const { homepage } = require('./package.json');

const DIST = 'dist';

/** Removes the last build, so that a file that was deleted or renamed is not published. */
async function clean() {
	await rm(DIST, { recursive: true, force: true });
}

/** Compiles TypeScript. */
function compile() {
	const tsc = require.resolve('typescript/bin/tsc');
	return spawn(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
}

/** Copies the icons next to the compiled code that refers to them. */
function icons() {
	return src('nodes/**/*.svg', { encoding: false }).pipe(dest(`${DIST}/nodes`));
}

/**
 * Copies the codex files (n8n's categories, aliases and links) next to their nodes, and fills in the
 * homepage from package.json, so that the address of the repository is written only there.
 */
function codex() {
	const fillIn = new Transform({
		objectMode: true,
		transform(file, _encoding, done) {
			file.contents = Buffer.from(String(file.contents).replaceAll('{homepage}', homepage));
			done(null, file);
		},
	});
	return src('nodes/**/*.node.json')
		.pipe(fillIn)
		.pipe(dest(`${DIST}/nodes`));
}

/** Copies the schemas of the items that each operation returns to where n8n looks for them. */
function schemas() {
	return src('nodes/**/__schema__/**/*.json').pipe(dest(`${DIST}/nodes`));
}

exports.build = series(clean, parallel(compile, icons, codex, schemas));
