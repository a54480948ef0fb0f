export const help = `What the shop owes, from a shell. PostgreSQL knows it; Redis may be away.

  npm run jobs -- failed                jobs that failed for good: when, queue, job, order, attempts, reason
  npm run jobs -- waiting               owed jobs that wait for a worker of a version that knows them
  npm run jobs -- retry ID              another try: an id that "failed" shows, or the id of an order
  npm run jobs -- retry --all           another try for all of them
  npm run jobs -- drain                 waits until nothing is owed any more; a worker has to run
  npm run jobs -- drain --timeout 300   for up to so many seconds (60 unless told)

"failed" shows up to 1,000 jobs, the latest first. A retried job is put back into its queue within seconds, by
any worker. "waiting" shows what a newer version left: it fails after seven days in which no worker knew it.

The exit code is 0, 1 when something went wrong or is still owed, 2 for a command that is none. What failed for
good is owed no more, however long ago it was: "drain" says how much of it there is, and exits with 0.`;
