/**
 * The page that an authorization server sends the reader back to: hands on what it said, to the
 * page that knows the state, and closes.
 */
const said = Object.fromEntries(new URLSearchParams(location.search));
// The code is of no use without the verifier, but need not stay in the history either.
history.replaceState(null, "", location.pathname);
if (said.state) {
  const channel = new BroadcastChannel(`tryfield:${said.state}`);
  channel.postMessage(said);
  channel.close();
}
window.close();
