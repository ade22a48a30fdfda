// The control API. Every answer is JSON; what went wrong is thrown with the words that a person can read.

export class Refused extends Error {
  constructor(error, message) {
    super(message);
    this.error = error;
  }
}

async function saidIn(response) {
  const said = await response.json();
  if (!response.ok) throw new Refused(said.error, said.message);
  return said;
}

export async function read(path, query = {}) {
  const words = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== "" && value != null));
  return saidIn(await fetch(`/control/${path}?${words}`));
}

export async function write(path, said = {}) {
  const headers = { "content-type": "application/json" };
  return saidIn(await fetch(`/control/${path}`, { method: "POST", headers, body: JSON.stringify(said) }));
}
