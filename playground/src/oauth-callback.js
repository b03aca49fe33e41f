/**
 * The page that an authorization server sends the reader back to: hands on what it said, to the
 * page that knows the state, and closes.
 */
const { search, pathname } = location;
const state = new URLSearchParams(search).get("state");
// The code is of no use without the verifier, but need not stay in the history either.
history.replaceState(null, "", pathname);
if (state) {
  const channel = new BroadcastChannel(`tryfield:${state}`);
  channel.postMessage(search);
  channel.close();
}
window.close();
