/**
 * A cell that gets a fresh token, one for each language. A kernel may know nothing of TOKENWELL_SOCKET, so that the cell looks
 * where the daemon says it is. None of them puts a token into a process argument.
 */

export interface Snippet {
  /** As people know it. */
  title: string;
  /** VS Code's ids of the language. */
  languages: string[];
  /** For this profile; `discovery` is the file of the daemon's address, below the home folder: `.local/state/…`. */
  text(profile: string, discovery: string): string;
}

const python: Snippet = {
  title: 'Python',
  languages: ['python'],
  text: (profile) => `import tokenwell

# Fresh at each call, so ask again instead of keeping it.
token = tokenwell.token("${profile}")

# With requests or httpx, each request carries a fresh one:
# requests.get("https://api.example.org/", auth=tokenwell.auth("${profile}"))
`,
};

const r: Snippet = {
  title: 'R',
  languages: ['r'],
  text: (profile, discovery) => `library(httr2)

# Fresh at each call, so ask again instead of keeping it.
fresh_token <- function(profile = "${profile}") {
  socket <- Sys.getenv("TOKENWELL_SOCKET")
  if (socket == "") {
    told <- paste(readLines("~/${discovery}"), collapse = "")
    socket <- sub('.*"socket": *"([^"]*)".*', "\\\\1", told)
  }
  request("http://tokenwell/v1/token") |>
    req_url_path_append(profile) |>
    req_options(unix_socket_path = socket) |>
    req_headers(Accept = "text/plain") |>
    req_perform() |>
    resp_body_string()
}

# request("https://api.example.org/") |> req_auth_bearer_token(fresh_token()) |> req_perform()
`,
};

const julia: Snippet = {
  title: 'Julia',
  languages: ['julia'],
  text: (profile, discovery) => `# Fresh at each call, so ask again instead of keeping it.
function fresh_token(profile = "${profile}")
    socket = get(ENV, "TOKENWELL_SOCKET") do
        text = read(joinpath(homedir(), "${discovery}"), String)
        match(r"\\"socket\\": *\\"([^\\"]+)\\"", text)[1]
    end
    url = "http://tokenwell/v1/token/$profile"
    readchomp(\`curl --silent --fail-with-body --unix-socket $socket --header "Accept: text/plain" $url\`)
end

# using Downloads
# Downloads.download("https://api.example.org/", headers = ["Authorization" => "Bearer $(fresh_token())"])
`,
};

const javascript: Snippet = {
  title: 'JavaScript',
  languages: ['javascript', 'typescript'],
  text: (profile, discovery) => `// Fresh at each call, so ask again instead of keeping it.
async function freshToken(profile = "${profile}") {
  const [{ request }, { readFileSync }, { homedir }] = await Promise.all(
    ["node:http", "node:fs", "node:os"].map((name) => import(name)),
  );
  const told = () => JSON.parse(readFileSync(\`\${homedir()}/${discovery}\`, "utf8")).socket;
  const socketPath = process.env.TOKENWELL_SOCKET || told();
  const headers = { Accept: "text/plain", Host: "tokenwell" };
  return new Promise((resolve, reject) => {
    const question = request({ socketPath, path: \`/v1/token/\${profile}\`, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part) => (text += part));
      answer.on("end", () => (answer.statusCode === 200 ? resolve(text) : reject(new Error(text))));
    });
    question.on("error", reject).end();
  });
}

// fetch("https://api.example.org/", { headers: { Authorization: \`Bearer \${await freshToken()}\` } });
`,
};

const shell: Snippet = {
  title: 'Shell',
  languages: ['shellscript'],
  text: (profile, discovery) => `# Fresh at each call, so ask again instead of keeping it.
fresh_token() {
  local socket=\${TOKENWELL_SOCKET:-$(sed -n 's/.*"socket": *"\\([^"]*\\)".*/\\1/p' ~/${shellQuoted(discovery)})}
  curl --silent --fail-with-body --unix-socket "$socket" --header 'Accept: text/plain' "http://tokenwell/v1/token/\${1:-${profile}}"
}

# The header comes by standard input, because others can read a command's arguments.
# printf 'Authorization: Bearer %s' "$(fresh_token)" | curl --header @- https://api.example.org/
`,
};

export const snippets: Snippet[] = [python, r, julia, javascript, shell];

export function snippetFor(language: string): Snippet | undefined {
  return snippets.find(({ languages }) => languages.includes(language));
}

function shellQuoted(path: string): string {
  return path.replace(/[^\w./-]/g, '\\$&');
}
