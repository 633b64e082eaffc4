// n8n's logger repeats every error that a test provokes on the console; tests read the run data.
process.env.N8N_LOG_LEVEL = 'silent';
