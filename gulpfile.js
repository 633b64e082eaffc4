const { rm } = require('node:fs/promises');
const { dest, parallel, src } = require('gulp');

const DIST = 'dist';

/** Removes the last build, so that a file that was deleted or renamed is not published. */
async function clean() {
	await rm(DIST, { recursive: true, force: true });
}

/** Copies the icons beside the compiled code that names them. */
function icons() {
	return src('nodes/**/*.svg', { encoding: false }).pipe(dest(`${DIST}/nodes`));
}

/** Copies the codex files (n8n's categories, aliases and links) beside their nodes. */
function codex() {
	return src('nodes/**/*.node.json').pipe(dest(`${DIST}/nodes`));
}

exports.clean = clean;
exports.assets = parallel(icons, codex);
