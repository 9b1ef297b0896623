'use strict';

// The peer loads this at import for its own storage, which the benchmark does not use.
function absent() {
  throw new Error('sqlite3 is not installed: the benchmark keeps logs in memory');
}

module.exports = { Database: absent, verbose: () => module.exports };
