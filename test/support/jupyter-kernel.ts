/** A kernel of a JupyterLab, and one cell run in it, by the calls that the page makes. */

import { once } from 'node:events';

/** Resolves with what the cell printed; rejects with its traceback. `token` is Jupyter's own, of its page. */
export async function runCell(lab: string, token: string, code: string): Promise<string> {
  const headers = { Authorization: `token ${token}` };
  const started = await fetch(new URL('api/kernels', lab), { method: 'POST', headers, body: '{"name":"python3"}' });
  const { id } = (await started.json()) as { id: string };
  const socket = new WebSocket(new URL(`api/kernels/${id}/channels?token=${token}`, lab.replace('http:', 'ws:')));
  const ended = Promise.withResolvers<string>();
  let printed = '';
  socket.addEventListener('error', () => ended.reject(new Error('The connection to the kernel was lost.')));
  socket.addEventListener('message', ({ data }) => {
    const { header, parent_header: parent, content } = JSON.parse(String(data));
    if (parent.msg_id !== asked.header.msg_id) return;
    if (header.msg_type === 'stream') printed += content.text;
    if (header.msg_type === 'error') ended.reject(new Error(content.traceback.join('\n')));
    if (header.msg_type === 'status' && content.execution_state === 'idle') ended.resolve(printed);
  });
  try {
    await once(socket, 'open');
    socket.send(JSON.stringify({ ...asked, content: { code, silent: false, allow_stdin: false } }));
    return await ended.promise;
  } finally {
    socket.close();
  }
}

const asked = {
  header: { msg_id: 'cell', msg_type: 'execute_request', session: 'test', username: '', version: '5.3' },
  ...{ parent_header: {}, metadata: {}, channel: 'shell' },
};
