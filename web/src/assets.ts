// One file of the site: fetched, with a sentence about what did not come.
export async function fetchAsset(address: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address);
  } catch {
    throw new Error(`${shortName(address)} did not arrive`);
  }
  if (!response.ok) throw new Error(`${shortName(address)}: ${response.status} ${response.statusText}`.trim());
  return response;
}

function shortName(address: string): string {
  return new URL(address).pathname.split('/').pop() ?? address;
}

export async function compileModule(response: Response): Promise<WebAssembly.Module> {
  return isWasm(response) ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

const isWasm = (response: Response): boolean => // a host may not know the type
  response.headers.get('Content-Type')?.startsWith('application/wasm') === true;
