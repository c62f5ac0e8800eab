/** Reaches the daemon like any program of ours, and prints its health and what a person would be told meanwhile. */

import { connect } from '../../../clients/node/connect.ts';

const notices: string[] = [];
const connection = await connect({ client: 'test', onNotice: (words) => notices.push(words) });
console.log(JSON.stringify({ ...(await connection.health()), notices }));
