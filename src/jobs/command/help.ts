export const help = `What the shop owes, from a shell. PostgreSQL knows it; Redis may be away.

  npm run jobs -- failed                jobs that failed for good: when, queue, job, order, attempts, reason
  npm run jobs -- retry ID              another try: an id that "failed" shows, or the id of an order
  npm run jobs -- retry --all           another try for all of them
  npm run jobs -- drain                 waits until nothing is owed any more; a worker has to run
  npm run jobs -- drain --timeout 300   for up to so many seconds (60 unless told)

"failed" shows up to 1,000 jobs, the latest first. A retried job is put back into its queue within seconds, by
any worker. The exit code is 0, 1 when something went wrong or is still owed, 2 for a command that is none.`;
