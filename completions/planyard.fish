# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_planyard_global_optspecs
    string join \n C/directory= json format= for-agent max-tokens= output= color= q/quiet queue= config= h/help V/version
end

function __fish_planyard_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_planyard_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_planyard_using_subcommand
    set -l cmd (__fish_planyard_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c planyard -n "__fish_planyard_needs_command" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_needs_command" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_needs_command" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_needs_command" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_needs_command" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_needs_command" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_needs_command" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_needs_command" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_needs_command" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_needs_command" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_needs_command" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "activity" -d 'Say which steps of an operation are done, so that others can follow it'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "answer" -d 'Answer a question of an agent; the first answer counts, and the task goes on with it'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "approve" -d 'Let a task\'s work into the target branch'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "ask" -d 'For an agent inside a run: ask the people behind it'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "backend" -d 'Show who can do tasks, or try whether a plug-in keeps to the protocol'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "cancel" -d 'Take tasks back: they are not done, and a run of them is ended'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "check-completion" -d 'Check that features are finished: every task, step and checklist box done, and the files there'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "check-planning" -d 'Check that features are planned well enough to be worked on'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "completions" -d 'Print a completion script for a shell'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "config" -d 'Show the configuration: what is in force, and where it comes from'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "convert" -d 'Write a feature in another dialect'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "demo" -d 'Run the whole job on a sample repo in a temporary folder, saying each command as it goes'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "dialects" -d 'List the planning dialects, and which features are written in each'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "dispatch" -d 'Hand a feature\'s open tasks to coding agents, and land what passes the gates'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "explain" -d 'Explain a rule: what it finds, why it matters, how to mend it and how to configure it'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "gc" -d 'Show what dispatch left behind and may be removed; --apply removes it'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "graph" -d 'Show what waits for what: a tree, or Mermaid or DOT text'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "health" -d 'Check that the services the work needs are really there'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "inbox" -d 'Show what waits for a person: questions of agents, approvals, works'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "init" -d 'Prepare this repository: planyard.toml, a features folder, a .gitignore entry'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "land" -d 'Bring a feature\'s landed work to the branch that is checked out here'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "lint" -d 'Run the linters, formatters and type checkers that the workspace uses'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "logs" -d 'Show what an agent said and did in a run'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "lsp" -d 'Serve an editor: diagnostics, fixes, states of tasks, and the ways between ids (Language Server Protocol over stdio)'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "man" -d 'Print the manual page, or write those of all commands to a folder'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "merge-driver" -d 'Merge planning files task by task: set it up for git, or resolve a file that was left in conflict'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "new-feature" -d 'Make a feature\'s folder with its planning files'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "pause" -d 'Begin no further task, in any feature; what runs goes on'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "queue" -d 'Look at the queue of work orders and put it in order, wherever it is: in the repository or in a server'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "reject" -d 'Send a task\'s work back to its agent, and say what is wrong with it'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "report" -d 'For an agent inside a run: tell the people behind it how far it is'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "rescue" -d 'Show work that was kept before its worktree was reset or removed, and bring it back'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "resume" -d 'Let tasks be begun again after `planyard pause`'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "retry" -d 'Try tasks again that failed, were cancelled or quarantined, with all their attempts'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "runs" -d 'Show what was handed out, and the runs of agents on it'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "schema" -d 'Print the JSON schema of a command\'s output, or of planyard.toml; without a name, list them'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "sessions" -d 'Show the conversations that agents can go on with, and end them'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "status" -d 'Show how far every feature is: tasks, time left, what is next, what is blocked'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "stop" -d 'Stop every dispatcher of this repository'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "supervise" -d 'Supervise runs of agents (dispatch starts this by itself)'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "task" -d 'Read and change tasks, without touching a byte that the change does not name'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "tell" -d 'Leave a message for the agent that works on a task, or will'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "test" -d 'Run the tests with the runners that the workspace uses'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "tools" -d 'Show which linters and test runners the workspace uses, why, and what is missing'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "trace" -d 'Show which story is proved by which test: story, acceptance criterion, task, test, last result'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "version" -d 'Show the version and how this binary was built'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "watch" -d 'Watch the work of all agents live, and answer what they ask on the spot'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "why" -d 'Say why a task does not move, and what unblocks it'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "worker" -d 'Work on what others hand out, on this machine'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "workers" -d 'The workers of all machines: who lives, and what they do'
complete -c planyard -n "__fish_planyard_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and not __fish_seen_subcommand_from complete fail list start step help" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand activity; and not __fish_seen_subcommand_from complete fail list start step help" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand activity; and not __fish_seen_subcommand_from complete fail list start step help" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and not __fish_seen_subcommand_from complete fail list start step help" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and not __fish_seen_subcommand_from complete fail list start step help" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand activity; and not __fish_seen_subcommand_from complete fail list start step help" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and not __fish_seen_subcommand_from complete fail list start step help" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and not __fish_seen_subcommand_from complete fail list start step help" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and not __fish_seen_subcommand_from complete fail list start step help" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and not __fish_seen_subcommand_from complete fail list start step help" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and not __fish_seen_subcommand_from complete fail list start step help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and not __fish_seen_subcommand_from complete fail list start step help" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and not __fish_seen_subcommand_from complete fail list start step help" -f -a "complete" -d 'End an operation well'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and not __fish_seen_subcommand_from complete fail list start step help" -f -a "fail" -d 'End an operation that went wrong'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and not __fish_seen_subcommand_from complete fail list start step help" -f -a "list" -d 'Show what runs, and what ended lately'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and not __fish_seen_subcommand_from complete fail list start step help" -f -a "start" -d 'Begin an operation'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and not __fish_seen_subcommand_from complete fail list start step help" -f -a "step" -d 'Say how far a step is'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and not __fish_seen_subcommand_from complete fail list start step help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from complete" -l id -d 'The operation, as `start` named it [default: PLANYARD_ACTIVITY, or the newest of yours that runs]' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from complete" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from complete" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from complete" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from complete" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from complete" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from complete" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from complete" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from complete" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from complete" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from complete" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from complete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from complete" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from fail" -l id -d 'The operation, as `start` named it [default: PLANYARD_ACTIVITY, or the newest of yours that runs]' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from fail" -l error -d 'What went wrong' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from fail" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from fail" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from fail" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from fail" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from fail" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from fail" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from fail" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from fail" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from fail" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from fail" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from fail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from fail" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from list" -l recent -d 'So many that ended' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from list" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from list" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from list" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from list" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from list" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from list" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from list" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from list" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from start" -l steps -d 'Its steps, in their order' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from start" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from start" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from start" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from start" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from start" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from start" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from start" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from start" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from start" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from start" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from start" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from start" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from step" -l error -d 'What went wrong' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from step" -l id -d 'The operation, as `start` named it [default: PLANYARD_ACTIVITY, or the newest of yours that runs]' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from step" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from step" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from step" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from step" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from step" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from step" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from step" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from step" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from step" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from step" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from step" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from step" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from help" -f -a "complete" -d 'End an operation well'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from help" -f -a "fail" -d 'End an operation that went wrong'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from help" -f -a "list" -d 'Show what runs, and what ended lately'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from help" -f -a "start" -d 'Begin an operation'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from help" -f -a "step" -d 'Say how far a step is'
complete -c planyard -n "__fish_planyard_using_subcommand activity; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand answer" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand answer" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand answer" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand answer" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand answer" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand answer" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand answer" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand answer" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand answer" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand answer" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand answer" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand answer" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand approve" -l note -d 'A remark, kept with the approval' -r
complete -c planyard -n "__fish_planyard_using_subcommand approve" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand approve" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand approve" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand approve" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand approve" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand approve" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand approve" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand approve" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand approve" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand approve" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand approve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand approve" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand ask" -l option -d 'An answer to choose from; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand ask" -l wait -d 'Wait so long for the answer [default: not at all]' -r
complete -c planyard -n "__fish_planyard_using_subcommand ask" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand ask" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand ask" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand ask" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand ask" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand ask" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand ask" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand ask" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand ask" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand ask" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand ask" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand ask" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and not __fish_seen_subcommand_from list check help" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand backend; and not __fish_seen_subcommand_from list check help" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand backend; and not __fish_seen_subcommand_from list check help" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand backend; and not __fish_seen_subcommand_from list check help" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand backend; and not __fish_seen_subcommand_from list check help" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand backend; and not __fish_seen_subcommand_from list check help" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand backend; and not __fish_seen_subcommand_from list check help" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand backend; and not __fish_seen_subcommand_from list check help" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and not __fish_seen_subcommand_from list check help" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and not __fish_seen_subcommand_from list check help" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and not __fish_seen_subcommand_from list check help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and not __fish_seen_subcommand_from list check help" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and not __fish_seen_subcommand_from list check help" -f -a "list" -d 'List every kind of backend, every agent and every backend of planyard.toml'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and not __fish_seen_subcommand_from list check help" -f -a "check" -d 'Try a plug-in: it is started for each scenario of the protocol, in folders of their own'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and not __fish_seen_subcommand_from list check help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from list" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from list" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from list" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from list" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from list" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from list" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from list" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from list" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from check" -l fail-on -d 'The lowest severity that fails the gate [default: error, or gate.fail_on]' -r -f -a "info\t'Worth knowing'
warning\t'Likely wrong'
error\t'Wrong: fails the gate by default'"
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from check" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from check" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from check" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from check" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from check" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from check" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from check" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from check" -l exit-zero -d 'Report only: exit 0 whatever is found (2 still means that nothing can be said)'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from check" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from check" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from check" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from help" -f -a "list" -d 'List every kind of backend, every agent and every backend of planyard.toml'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from help" -f -a "check" -d 'Try a plug-in: it is started for each scenario of the protocol, in folders of their own'
complete -c planyard -n "__fish_planyard_using_subcommand backend; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand cancel" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand cancel" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand cancel" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand cancel" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand cancel" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand cancel" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand cancel" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand cancel" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand cancel" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand cancel" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand cancel" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand check-completion" -l changed -d 'Look only at features with files that differ from REF, or from the last commit' -r
complete -c planyard -n "__fish_planyard_using_subcommand check-completion" -l fail-on -d 'The lowest severity that fails the gate [default: error, or gate.fail_on]' -r -f -a "info\t'Worth knowing'
warning\t'Likely wrong'
error\t'Wrong: fails the gate by default'"
complete -c planyard -n "__fish_planyard_using_subcommand check-completion" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand check-completion" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand check-completion" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand check-completion" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand check-completion" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand check-completion" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand check-completion" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand check-completion" -l all -d 'Look at every feature of the workspace'
complete -c planyard -n "__fish_planyard_using_subcommand check-completion" -l staged -d 'Look only at features with staged files, and judge what is staged rather than the work tree'
complete -c planyard -n "__fish_planyard_using_subcommand check-completion" -l exit-zero -d 'Report only: exit 0 whatever is found (2 still means that nothing can be said)'
complete -c planyard -n "__fish_planyard_using_subcommand check-completion" -l allow-dirty -d 'Planning files with uncommitted changes are no finding'
complete -c planyard -n "__fish_planyard_using_subcommand check-completion" -l no-run -d 'Look at the plan alone: run neither linters nor tests'
complete -c planyard -n "__fish_planyard_using_subcommand check-completion" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand check-completion" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand check-completion" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand check-completion" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand check-completion" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -l changed -d 'Look only at features with files that differ from REF, or from the last commit' -r
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -l fail-on -d 'The lowest severity that fails the gate [default: error, or gate.fail_on]' -r -f -a "info\t'Worth knowing'
warning\t'Likely wrong'
error\t'Wrong: fails the gate by default'"
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -l baseline -d 'Findings listed in FILE do not count; only new ones fail' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -l all -d 'Look at every feature of the workspace'
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -l staged -d 'Look only at features with staged files, and judge what is staged rather than the work tree'
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -l exit-zero -d 'Report only: exit 0 whatever is found (2 still means that nothing can be said)'
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -l fix -d 'Mend what can be mended safely: counts, percentages, status lines and tables that are not true'
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -l diff -d 'Show what --fix would change, and change nothing'
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -l update-baseline -d 'Write the findings of now to the baseline file'
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -l no-cache -d 'Read every feature, also one whose files have not changed since it was last examined'
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand check-planning" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand completions" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand completions" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand completions" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand completions" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand completions" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand completions" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand completions" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand completions" -l dynamic -d 'The script that knows features, tasks and rules too'
complete -c planyard -n "__fish_planyard_using_subcommand completions" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand completions" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand completions" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand completions" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand config; and not __fish_seen_subcommand_from show get help" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand config; and not __fish_seen_subcommand_from show get help" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand config; and not __fish_seen_subcommand_from show get help" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand config; and not __fish_seen_subcommand_from show get help" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand config; and not __fish_seen_subcommand_from show get help" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand config; and not __fish_seen_subcommand_from show get help" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand config; and not __fish_seen_subcommand_from show get help" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand config; and not __fish_seen_subcommand_from show get help" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand config; and not __fish_seen_subcommand_from show get help" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand config; and not __fish_seen_subcommand_from show get help" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand config; and not __fish_seen_subcommand_from show get help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand config; and not __fish_seen_subcommand_from show get help" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand config; and not __fish_seen_subcommand_from show get help" -f -a "show" -d 'Show every key with its value'
complete -c planyard -n "__fish_planyard_using_subcommand config; and not __fish_seen_subcommand_from show get help" -f -a "get" -d 'Print the value of one key'
complete -c planyard -n "__fish_planyard_using_subcommand config; and not __fish_seen_subcommand_from show get help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from show" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from show" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from show" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from show" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from show" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from show" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from show" -l origin -d 'Say where each value comes from: layer, file and line'
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from show" -l defaults -d 'Read nothing; show every key with its default and what it does, as planyard.toml'
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from show" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from show" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from get" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from get" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from get" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from get" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from get" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from get" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from get" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from get" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from get" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from get" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show every key with its value'
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "get" -d 'Print the value of one key'
complete -c planyard -n "__fish_planyard_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand convert" -l to -d 'The dialect to write it in' -r
complete -c planyard -n "__fish_planyard_using_subcommand convert" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand convert" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand convert" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand convert" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand convert" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand convert" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand convert" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand convert" -l dry-run -d 'Show what would be written, and write nothing'
complete -c planyard -n "__fish_planyard_using_subcommand convert" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand convert" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand convert" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand convert" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand convert" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand demo" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand demo" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand demo" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand demo" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand demo" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand demo" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand demo" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand demo" -l keep -d 'Keep the sample repo, and say where it is'
complete -c planyard -n "__fish_planyard_using_subcommand demo" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand demo" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand demo" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand demo" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand dialects" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand dialects" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand dialects" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand dialects" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand dialects" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand dialects" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand dialects" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand dialects" -l explain -d 'Say for each feature what was seen, and which other dialects could read it'
complete -c planyard -n "__fish_planyard_using_subcommand dialects" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand dialects" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand dialects" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand dialects" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand dialects" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -l task -d 'Only these tasks; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -s b -l backend -d 'Who does the work: an agent, a name of [backends], command:PROGRAM or human [default: dispatch.backend]' -r
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -l model -d 'The model, when the backend takes one' -r
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -l review -d 'Another backend that looks at each work before it lands' -r
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -s j -l jobs -d 'How many tasks are worked on at once; 0: hand out only, and let workers do it [default: dispatch.jobs]' -r
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -l budget -d 'The most dollars of this dispatch, as 2.50' -r
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -l max-attempts -d 'How often a task is tried before it is blocked [default: dispatch.max_attempts]' -r
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -l timeout -d 'End a run after this long, `90s` or `45m` [default: dispatch.timeout]' -r
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -l verify -d 'A command line for `sh` that must succeed on what is to land, besides the gates; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -l into -d 'The branch that work lands on [default: dispatch.into]' -r
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -l no-gates -d 'Land work without any gate; its commits say so'
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -l no-planning-gate -d 'Hand out a feature that check-planning does not pass; the commits say so'
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -l approve -d 'Ask a person before each work lands; see `planyard inbox`'
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -l dry-run -d 'Show what would be handed out, in which order, and hand out nothing'
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -l follow -d 'Show what the agents say and do while they work'
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -a "doctor" -d 'Check every agent and backend: is it there, which version, does it have a login, how fast does it start'
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and not __fish_seen_subcommand_from doctor help" -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and __fish_seen_subcommand_from doctor" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and __fish_seen_subcommand_from doctor" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and __fish_seen_subcommand_from doctor" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and __fish_seen_subcommand_from doctor" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and __fish_seen_subcommand_from doctor" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and __fish_seen_subcommand_from doctor" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and __fish_seen_subcommand_from doctor" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and __fish_seen_subcommand_from doctor" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and __fish_seen_subcommand_from doctor" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and __fish_seen_subcommand_from doctor" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and __fish_seen_subcommand_from doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and __fish_seen_subcommand_from doctor" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and __fish_seen_subcommand_from help" -f -a "doctor" -d 'Check every agent and backend: is it there, which version, does it have a login, how fast does it start'
complete -c planyard -n "__fish_planyard_using_subcommand dispatch; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand explain" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand explain" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand explain" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand explain" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand explain" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand explain" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand explain" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand explain" -l list -d 'List every rule'
complete -c planyard -n "__fish_planyard_using_subcommand explain" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand explain" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand explain" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand explain" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand gc" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand gc" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand gc" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand gc" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand gc" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand gc" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand gc" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand gc" -l apply -d 'Remove what may go'
complete -c planyard -n "__fish_planyard_using_subcommand gc" -l rescue -d 'Keep what is nowhere else under a ref, so that its worktree and branch may go; see `planyard rescue`'
complete -c planyard -n "__fish_planyard_using_subcommand gc" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand gc" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand gc" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand gc" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand gc" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand graph" -l as -d 'How to draw it' -r -f -a "text\t'A tree for the terminal'
mermaid\t'A Mermaid flowchart'
dot\t'Graphviz'"
complete -c planyard -n "__fish_planyard_using_subcommand graph" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand graph" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand graph" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand graph" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand graph" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand graph" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand graph" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand graph" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand graph" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand graph" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand graph" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand graph" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -l wait -d 'Look again until all is well, for at most this long' -r
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -l until -d 'What is well enough for --wait' -r -f -a "healthy\t'Everything is good'
degraded\t'Everything answers'"
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -l interval -d 'How long --watch waits between two looks' -r
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -l on-change -d 'A command line for `sh` that --watch runs at each change; PLANYARD_SERVICE, _FROM, _TO and _MESSAGE tell it which' -r
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -l serve -d 'Answer over HTTP: /health, /healthz, /livez, /readyz, /metrics' -r
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -l cache -d 'How long --serve gives the same answer before it looks again' -r
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -l view -d 'Which question is asked' -r -f -a "live\t'Does each service itself answer? What it needs is left aside'
ready\t'Can work begin? Required services only, with what they need'
full\t'Everything'"
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -l deadline -d 'End all probes after this long [default: health.deadline]' -r
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -l timeout -d 'End each probe after this long [default: as its service says]' -r
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -l fail-on -d 'The lowest severity that fails the gate [default: error, or gate.fail_on]' -r -f -a "info\t'Worth knowing'
warning\t'Likely wrong'
error\t'Wrong: fails the gate by default'"
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -l watch -d 'Show it live until Ctrl-C; not on a terminal: a line of JSON for each change'
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -l strict -d 'Degraded is not good enough'
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -l exit-zero -d 'Report only: exit 0 whatever is found (2 still means that nothing can be said)'
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -a "init" -d 'Propose services from what the workspace holds, as text for planyard.toml'
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -a "probes" -d 'List every probe, or the options of some'
complete -c planyard -n "__fish_planyard_using_subcommand health; and not __fish_seen_subcommand_from init probes help" -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from init" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from init" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from init" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from init" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from init" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from init" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from init" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from init" -l write -d 'Append them to planyard.toml; what stands there stays'
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from init" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from init" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from init" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from init" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from probes" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from probes" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from probes" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from probes" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from probes" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from probes" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from probes" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from probes" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from probes" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from probes" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from probes" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from probes" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from help" -f -a "init" -d 'Propose services from what the workspace holds, as text for planyard.toml'
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from help" -f -a "probes" -d 'List every probe, or the options of some'
complete -c planyard -n "__fish_planyard_using_subcommand health; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand inbox" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand inbox" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand inbox" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand inbox" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand inbox" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand inbox" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand inbox" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand inbox" -l all -d 'Also what is answered, taken over or withdrawn'
complete -c planyard -n "__fish_planyard_using_subcommand inbox" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand inbox" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand inbox" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand inbox" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand inbox" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand init" -l features-dir -d 'The folder for features [default: the one that exists, else features]' -r
complete -c planyard -n "__fish_planyard_using_subcommand init" -l dialect -d 'The dialect to write features in [default: found by what the documents look like]' -r
complete -c planyard -n "__fish_planyard_using_subcommand init" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand init" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand init" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand init" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand init" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand init" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand init" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand init" -s y -l yes -d 'Ask nothing; take the defaults where no flag says otherwise'
complete -c planyard -n "__fish_planyard_using_subcommand init" -l here -d 'Make the current folder a workspace of its own, below the repository\'s root'
complete -c planyard -n "__fish_planyard_using_subcommand init" -l dry-run -d 'Show what would be written, and write nothing'
complete -c planyard -n "__fish_planyard_using_subcommand init" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand init" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand init" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand init" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand land" -l from -d 'The branch that holds the work [default: dispatch.into]' -r
complete -c planyard -n "__fish_planyard_using_subcommand land" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand land" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand land" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand land" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand land" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand land" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand land" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand land" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand land" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand land" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand land" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand land" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand lint" -l changed -d 'Only files that differ from REF, or from the last commit' -r
complete -c planyard -n "__fish_planyard_using_subcommand lint" -l fail-on -d 'The lowest severity that fails the gate [default: error, or gate.fail_on]' -r -f -a "info\t'Worth knowing'
warning\t'Likely wrong'
error\t'Wrong: fails the gate by default'"
complete -c planyard -n "__fish_planyard_using_subcommand lint" -l tool -d 'Run only this tool, also without a sign of it in the workspace; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand lint" -l baseline -d 'Findings listed in FILE do not count; only new ones fail' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand lint" -l timeout -d 'End each run of a tool after this long, `90s` or `5m` [default: as its record says]' -r
complete -c planyard -n "__fish_planyard_using_subcommand lint" -s j -l jobs -d 'How many cores tools may use at once [default: all, or lint.jobs]' -r
complete -c planyard -n "__fish_planyard_using_subcommand lint" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand lint" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand lint" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand lint" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand lint" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand lint" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand lint" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand lint" -l staged -d 'Only staged files, judged as they are staged; the work tree is neither read nor touched'
complete -c planyard -n "__fish_planyard_using_subcommand lint" -l exit-zero -d 'Report only: exit 0 whatever is found (2 still means that nothing can be said)'
complete -c planyard -n "__fish_planyard_using_subcommand lint" -l fix -d 'Let the tools mend what they safely can, until there is nothing more to mend, and lint again'
complete -c planyard -n "__fish_planyard_using_subcommand lint" -l unsafe -d 'With --fix: also fixes that may change what code does'
complete -c planyard -n "__fish_planyard_using_subcommand lint" -l diff -d 'Show what --fix would change, and change nothing'
complete -c planyard -n "__fish_planyard_using_subcommand lint" -l update-baseline -d 'Write the findings of now to the baseline file'
complete -c planyard -n "__fish_planyard_using_subcommand lint" -l no-cache -d 'Ask every tool, also when it has answered for the same content before'
complete -c planyard -n "__fish_planyard_using_subcommand lint" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand lint" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand lint" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand lint" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand logs" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand logs" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand logs" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand logs" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand logs" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand logs" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand logs" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand logs" -s f -l follow -d 'Follow it until the run ends'
complete -c planyard -n "__fish_planyard_using_subcommand logs" -l raw -d 'The agent\'s own output as it came, without secrets'
complete -c planyard -n "__fish_planyard_using_subcommand logs" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand logs" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand logs" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand logs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand logs" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand lsp" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand lsp" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand lsp" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand lsp" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand lsp" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand lsp" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand lsp" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand lsp" -l stdio -d 'Taken for editors that always give it: there is no other way'
complete -c planyard -n "__fish_planyard_using_subcommand lsp" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand lsp" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand lsp" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand lsp" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand lsp" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand man" -l out -d 'Write the pages of planyard and all its commands to this folder' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand man" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand man" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand man" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand man" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand man" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand man" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand man" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand man" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand man" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand man" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand man" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand merge-driver" -l check -d 'Merge a file that has conflict markers anew, and keep markers only where a field was changed in two ways' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand merge-driver" -l marker-size -d 'How many signs a conflict marker has' -r
complete -c planyard -n "__fish_planyard_using_subcommand merge-driver" -l label-ours -d 'What stands behind the marker of ours' -r
complete -c planyard -n "__fish_planyard_using_subcommand merge-driver" -l label-base -d 'What stands behind the marker of the version before' -r
complete -c planyard -n "__fish_planyard_using_subcommand merge-driver" -l label-theirs -d 'What stands behind the marker of theirs' -r
complete -c planyard -n "__fish_planyard_using_subcommand merge-driver" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand merge-driver" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand merge-driver" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand merge-driver" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand merge-driver" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand merge-driver" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand merge-driver" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand merge-driver" -l install -d 'Set it up in this repository: .gitattributes, and merge.planyard in git\'s configuration'
complete -c planyard -n "__fish_planyard_using_subcommand merge-driver" -l uninstall -d 'Take that back'
complete -c planyard -n "__fish_planyard_using_subcommand merge-driver" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand merge-driver" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand merge-driver" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand merge-driver" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand merge-driver" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand new-feature" -l kind -d 'What sort of work it is [default: new_feature.kind, else feature]' -r -f -a "feature\t'Something new'
fix\t'Something that is wrong'
spike\t'Something that must be found out'"
complete -c planyard -n "__fish_planyard_using_subcommand new-feature" -l dialect -d 'The dialect to write [default: features.dialect, else workitems]' -r
complete -c planyard -n "__fish_planyard_using_subcommand new-feature" -l template -d 'Take templates from this folder' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand new-feature" -l title -d 'The title [default: the slug as words]' -r
complete -c planyard -n "__fish_planyard_using_subcommand new-feature" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand new-feature" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand new-feature" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand new-feature" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand new-feature" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand new-feature" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand new-feature" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand new-feature" -l branch -d 'Make a branch for it (new_feature.branch_name, else feature/ID) and switch to it'
complete -c planyard -n "__fish_planyard_using_subcommand new-feature" -l dry-run -d 'Show what would be written, and write nothing'
complete -c planyard -n "__fish_planyard_using_subcommand new-feature" -l explain -d 'Say which template each file came from'
complete -c planyard -n "__fish_planyard_using_subcommand new-feature" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand new-feature" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand new-feature" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand new-feature" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand new-feature" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand pause" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand pause" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand pause" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand pause" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand pause" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand pause" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand pause" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand pause" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand pause" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand pause" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand pause" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand pause" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -f -a "cancel" -d 'Take tasks back: they are not done, and a run of them is ended'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -f -a "export" -d 'Write all orders with their questions, suspended accounts and sessions as JSON, for `queue import`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -f -a "import" -d 'Take over what `queue export` wrote: orders that are here already stay as they are'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -f -a "list" -d 'List orders'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -f -a "metrics" -d 'Count what is queued, held, delayed and dead, and the workers, for people and for monitors'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -f -a "purge-dead" -d 'Show what failed for good and may be deleted; --apply deletes it'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -f -a "reconcile" -d 'Compare the queue with git, and its indexes with its orders'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -f -a "retry" -d 'Try tasks again that failed, were cancelled or quarantined, with all their attempts'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -f -a "show" -d 'Show an order, with its questions and what became of it'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -f -a "stats" -d 'Show how many orders are where, and who holds which'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and not __fish_seen_subcommand_from cancel export import list metrics purge-dead reconcile retry show stats help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from cancel" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from cancel" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from cancel" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from cancel" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from cancel" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from cancel" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from cancel" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from cancel" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from cancel" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from cancel" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from cancel" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from export" -l out -d 'Into this file; else it is the data of the result' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from export" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from export" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from export" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from export" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from export" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from export" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from export" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from export" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from export" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from export" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from import" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from import" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from import" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from import" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from import" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from import" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from import" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from import" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from import" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from import" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from list" -l feature -d 'Of a feature' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from list" -l state -d 'In this state; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from list" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from list" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from list" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from list" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from list" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from list" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from list" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from list" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from metrics" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from metrics" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from metrics" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from metrics" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from metrics" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from metrics" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from metrics" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from metrics" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from metrics" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from metrics" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from metrics" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from metrics" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from purge-dead" -l older-than -d 'Only what failed so long ago' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from purge-dead" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from purge-dead" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from purge-dead" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from purge-dead" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from purge-dead" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from purge-dead" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from purge-dead" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from purge-dead" -l apply -d 'Delete it'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from purge-dead" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from purge-dead" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from purge-dead" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from purge-dead" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from purge-dead" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from reconcile" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from reconcile" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from reconcile" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from reconcile" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from reconcile" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from reconcile" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from reconcile" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from reconcile" -l apply -d 'Also put right what is not so'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from reconcile" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from reconcile" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from reconcile" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from reconcile" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from reconcile" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from retry" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from retry" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from retry" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from retry" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from retry" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from retry" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from retry" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from retry" -l dead -d 'All that failed for good'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from retry" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from retry" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from retry" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from retry" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from retry" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from show" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from show" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from show" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from show" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from show" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from show" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from show" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from show" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from stats" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from stats" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from stats" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from stats" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from stats" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from stats" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from stats" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from stats" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from stats" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from stats" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from stats" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from stats" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from help" -f -a "cancel" -d 'Take tasks back: they are not done, and a run of them is ended'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write all orders with their questions, suspended accounts and sessions as JSON, for `queue import`'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from help" -f -a "import" -d 'Take over what `queue export` wrote: orders that are here already stay as they are'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from help" -f -a "list" -d 'List orders'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from help" -f -a "metrics" -d 'Count what is queued, held, delayed and dead, and the workers, for people and for monitors'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from help" -f -a "purge-dead" -d 'Show what failed for good and may be deleted; --apply deletes it'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from help" -f -a "reconcile" -d 'Compare the queue with git, and its indexes with its orders'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from help" -f -a "retry" -d 'Try tasks again that failed, were cancelled or quarantined, with all their attempts'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show an order, with its questions and what became of it'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from help" -f -a "stats" -d 'Show how many orders are where, and who holds which'
complete -c planyard -n "__fish_planyard_using_subcommand queue; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand reject" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand reject" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand reject" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand reject" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand reject" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand reject" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand reject" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand reject" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand reject" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand reject" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand reject" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand reject" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand report" -l step -d 'A step of the work' -r
complete -c planyard -n "__fish_planyard_using_subcommand report" -l status -d 'How far that step is' -r -f -a "running\t'Under way'
completed\t'Well ended'
failed\t'Not well ended'"
complete -c planyard -n "__fish_planyard_using_subcommand report" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand report" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand report" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand report" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand report" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand report" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand report" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand report" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand report" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand report" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand report" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand report" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and not __fish_seen_subcommand_from list restore show help" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and not __fish_seen_subcommand_from list restore show help" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and not __fish_seen_subcommand_from list restore show help" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and not __fish_seen_subcommand_from list restore show help" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and not __fish_seen_subcommand_from list restore show help" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and not __fish_seen_subcommand_from list restore show help" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and not __fish_seen_subcommand_from list restore show help" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and not __fish_seen_subcommand_from list restore show help" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and not __fish_seen_subcommand_from list restore show help" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and not __fish_seen_subcommand_from list restore show help" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and not __fish_seen_subcommand_from list restore show help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and not __fish_seen_subcommand_from list restore show help" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and not __fish_seen_subcommand_from list restore show help" -f -a "list" -d 'List what is kept'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and not __fish_seen_subcommand_from list restore show help" -f -a "restore" -d 'Make a branch of kept work'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and not __fish_seen_subcommand_from list restore show help" -f -a "show" -d 'Show kept work as a diff to what it was begun from'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and not __fish_seen_subcommand_from list restore show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from list" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from list" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from list" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from list" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from list" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from list" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from list" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from list" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from restore" -l branch -d 'The branch to make' -r
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from restore" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from restore" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from restore" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from restore" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from restore" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from restore" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from restore" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from restore" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from restore" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from restore" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from show" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from show" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from show" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from show" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from show" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from show" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from show" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from show" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from help" -f -a "list" -d 'List what is kept'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Make a branch of kept work'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show kept work as a diff to what it was begun from'
complete -c planyard -n "__fish_planyard_using_subcommand rescue; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand resume" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand resume" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand resume" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand resume" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand resume" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand resume" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand resume" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand resume" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand resume" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand resume" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand resume" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand resume" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand retry" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand retry" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand retry" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand retry" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand retry" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand retry" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand retry" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand retry" -l dead -d 'All that failed for good'
complete -c planyard -n "__fish_planyard_using_subcommand retry" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand retry" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand retry" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand retry" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand retry" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand runs; and not __fish_seen_subcommand_from show help" -l html -d 'Write a report of the feature, or the task, as one HTML file' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand runs; and not __fish_seen_subcommand_from show help" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand runs; and not __fish_seen_subcommand_from show help" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand runs; and not __fish_seen_subcommand_from show help" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand runs; and not __fish_seen_subcommand_from show help" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand runs; and not __fish_seen_subcommand_from show help" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand runs; and not __fish_seen_subcommand_from show help" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand runs; and not __fish_seen_subcommand_from show help" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand runs; and not __fish_seen_subcommand_from show help" -l all -d 'Every run, and not only the last one of each order'
complete -c planyard -n "__fish_planyard_using_subcommand runs; and not __fish_seen_subcommand_from show help" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand runs; and not __fish_seen_subcommand_from show help" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand runs; and not __fish_seen_subcommand_from show help" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand runs; and not __fish_seen_subcommand_from show help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand runs; and not __fish_seen_subcommand_from show help" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand runs; and not __fish_seen_subcommand_from show help" -a "show" -d 'Show one run: what its agent was given, said and did, and what came of it'
complete -c planyard -n "__fish_planyard_using_subcommand runs; and not __fish_seen_subcommand_from show help" -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand runs; and __fish_seen_subcommand_from show" -l html -d 'Write it as one HTML file' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand runs; and __fish_seen_subcommand_from show" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand runs; and __fish_seen_subcommand_from show" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand runs; and __fish_seen_subcommand_from show" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand runs; and __fish_seen_subcommand_from show" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand runs; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand runs; and __fish_seen_subcommand_from show" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand runs; and __fish_seen_subcommand_from show" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand runs; and __fish_seen_subcommand_from show" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand runs; and __fish_seen_subcommand_from show" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand runs; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand runs; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand runs; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one run: what its agent was given, said and did, and what came of it'
complete -c planyard -n "__fish_planyard_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand schema" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand schema" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand schema" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand schema" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand schema" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand schema" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand schema" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand schema" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand schema" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand schema" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand schema" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand schema" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and not __fish_seen_subcommand_from end list show help" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and not __fish_seen_subcommand_from end list show help" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and not __fish_seen_subcommand_from end list show help" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and not __fish_seen_subcommand_from end list show help" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and not __fish_seen_subcommand_from end list show help" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and not __fish_seen_subcommand_from end list show help" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and not __fish_seen_subcommand_from end list show help" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and not __fish_seen_subcommand_from end list show help" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and not __fish_seen_subcommand_from end list show help" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and not __fish_seen_subcommand_from end list show help" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and not __fish_seen_subcommand_from end list show help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and not __fish_seen_subcommand_from end list show help" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and not __fish_seen_subcommand_from end list show help" -f -a "end" -d 'End a session: the task\'s next run begins anew'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and not __fish_seen_subcommand_from end list show help" -f -a "list" -d 'List sessions'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and not __fish_seen_subcommand_from end list show help" -f -a "show" -d 'Show a session'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and not __fish_seen_subcommand_from end list show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from end" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from end" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from end" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from end" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from end" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from end" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from end" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from end" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from end" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from end" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from end" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from end" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from list" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from list" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from list" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from list" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from list" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from list" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from list" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from list" -l all -d 'Also those that are ended'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from list" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from show" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from show" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from show" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from show" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from show" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from show" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from show" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from show" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from help" -f -a "end" -d 'End a session: the task\'s next run begins anew'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from help" -f -a "list" -d 'List sessions'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show a session'
complete -c planyard -n "__fish_planyard_using_subcommand sessions; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand status" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand status" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand status" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand status" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand status" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand status" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand status" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand status" -l open -d 'Only features that are not done'
complete -c planyard -n "__fish_planyard_using_subcommand status" -l watch -d 'Show it again whenever a planning file changes, until Ctrl-C'
complete -c planyard -n "__fish_planyard_using_subcommand status" -l no-cache -d 'Read every feature, also one whose files have not changed since it was last read'
complete -c planyard -n "__fish_planyard_using_subcommand status" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand status" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand status" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand status" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand stop" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand stop" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand stop" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand stop" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand stop" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand stop" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand stop" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand stop" -l drain -d 'Let what runs come to its end (the default)'
complete -c planyard -n "__fish_planyard_using_subcommand stop" -l now -d 'End the runs, too: their tasks go back as they were, with the attempt'
complete -c planyard -n "__fish_planyard_using_subcommand stop" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand stop" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand stop" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand stop" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand stop" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand supervise" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand supervise" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand supervise" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand supervise" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand supervise" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand supervise" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand supervise" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand supervise" -l serve -d 'Take the folders of runs from standard input, a line each, and supervise them one after another'
complete -c planyard -n "__fish_planyard_using_subcommand supervise" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand supervise" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand supervise" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand supervise" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand supervise" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand task; and not __fish_seen_subcommand_from block done list next note reopen show start help" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand task; and not __fish_seen_subcommand_from block done list next note reopen show start help" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand task; and not __fish_seen_subcommand_from block done list next note reopen show start help" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and not __fish_seen_subcommand_from block done list next note reopen show start help" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and not __fish_seen_subcommand_from block done list next note reopen show start help" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand task; and not __fish_seen_subcommand_from block done list next note reopen show start help" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and not __fish_seen_subcommand_from block done list next note reopen show start help" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and not __fish_seen_subcommand_from block done list next note reopen show start help" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand task; and not __fish_seen_subcommand_from block done list next note reopen show start help" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand task; and not __fish_seen_subcommand_from block done list next note reopen show start help" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand task; and not __fish_seen_subcommand_from block done list next note reopen show start help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand task; and not __fish_seen_subcommand_from block done list next note reopen show start help" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand task; and not __fish_seen_subcommand_from block done list next note reopen show start help" -f -a "block" -d 'Say why a task cannot go on'
complete -c planyard -n "__fish_planyard_using_subcommand task; and not __fish_seen_subcommand_from block done list next note reopen show start help" -f -a "done" -d 'Mark tasks as done; refused while their steps or dependencies are open'
complete -c planyard -n "__fish_planyard_using_subcommand task; and not __fish_seen_subcommand_from block done list next note reopen show start help" -f -a "list" -d 'List tasks'
complete -c planyard -n "__fish_planyard_using_subcommand task; and not __fish_seen_subcommand_from block done list next note reopen show start help" -f -a "next" -d 'Show the first task that can begin, and why it is that one'
complete -c planyard -n "__fish_planyard_using_subcommand task; and not __fish_seen_subcommand_from block done list next note reopen show start help" -f -a "note" -d 'Add a note to a task'
complete -c planyard -n "__fish_planyard_using_subcommand task; and not __fish_seen_subcommand_from block done list next note reopen show start help" -f -a "reopen" -d 'Mark tasks as to be done again'
complete -c planyard -n "__fish_planyard_using_subcommand task; and not __fish_seen_subcommand_from block done list next note reopen show start help" -f -a "show" -d 'Show all that the plan says of a task'
complete -c planyard -n "__fish_planyard_using_subcommand task; and not __fish_seen_subcommand_from block done list next note reopen show start help" -f -a "start" -d 'Mark tasks as being worked on'
complete -c planyard -n "__fish_planyard_using_subcommand task; and not __fish_seen_subcommand_from block done list next note reopen show start help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from block" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from block" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from block" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from block" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from block" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from block" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from block" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from block" -l reason -d 'Why' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from block" -s f -l feature -d 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from block" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from block" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from block" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from block" -l dry-run -l diff -d 'Show the change as a diff, and write nothing'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from block" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from block" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from done" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from done" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from done" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from done" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from done" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from done" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from done" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from done" -l reason -d 'Why, for the notes' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from done" -s f -l feature -d 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from done" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from done" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from done" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from done" -l force -d 'Also when steps or dependencies are open; ticks the steps'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from done" -l dry-run -l diff -d 'Show the change as a diff, and write nothing'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from done" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from done" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from list" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from list" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from list" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from list" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from list" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from list" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from list" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from list" -s f -l feature -d 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from list" -l status -d 'Only tasks of this status' -r -f -a "todo\t'Not begun'
doing\t'Being worked on'
done\t'Done'
blocked\t'Cannot go on'
cancelled\t'Will not be done'"
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from list" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from list" -l all -d 'Tasks of every feature'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from list" -l ready -d 'Only tasks that can begin'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from list" -l blocked -d 'Only tasks that are blocked, or wait for a blocked one'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from next" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from next" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from next" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from next" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from next" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from next" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from next" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from next" -s f -l feature -d 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from next" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from next" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from next" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from next" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from next" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from note" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from note" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from note" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from note" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from note" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from note" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from note" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from note" -s f -l feature -d 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from note" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from note" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from note" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from note" -l dry-run -l diff -d 'Show the change as a diff, and write nothing'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from note" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from note" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from reopen" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from reopen" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from reopen" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from reopen" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from reopen" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from reopen" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from reopen" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from reopen" -s f -l feature -d 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from reopen" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from reopen" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from reopen" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from reopen" -l dry-run -l diff -d 'Show the change as a diff, and write nothing'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from reopen" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from reopen" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from show" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from show" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from show" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from show" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from show" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from show" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from show" -s f -l feature -d 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from show" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from show" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from start" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from start" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from start" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from start" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from start" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from start" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from start" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from start" -s f -l feature -d 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]' -r
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from start" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from start" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from start" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from start" -l dry-run -l diff -d 'Show the change as a diff, and write nothing'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from start" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from start" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from help" -f -a "block" -d 'Say why a task cannot go on'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from help" -f -a "done" -d 'Mark tasks as done; refused while their steps or dependencies are open'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from help" -f -a "list" -d 'List tasks'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from help" -f -a "next" -d 'Show the first task that can begin, and why it is that one'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from help" -f -a "note" -d 'Add a note to a task'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from help" -f -a "reopen" -d 'Mark tasks as to be done again'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show all that the plan says of a task'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from help" -f -a "start" -d 'Mark tasks as being worked on'
complete -c planyard -n "__fish_planyard_using_subcommand task; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand tell" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand tell" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand tell" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand tell" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand tell" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand tell" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand tell" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand tell" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand tell" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand tell" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand tell" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand tell" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand test" -l changed -d 'Only files that differ from REF, or from the last commit' -r
complete -c planyard -n "__fish_planyard_using_subcommand test" -l fail-on -d 'The lowest severity that fails the gate [default: error, or gate.fail_on]' -r -f -a "info\t'Worth knowing'
warning\t'Likely wrong'
error\t'Wrong: fails the gate by default'"
complete -c planyard -n "__fish_planyard_using_subcommand test" -l tool -d 'Run only this runner, also without a sign of it in the workspace; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand test" -l flaky -d 'Run failing tests up to N times again; one that passes then is flaky, a warning [default: test.retries]' -r
complete -c planyard -n "__fish_planyard_using_subcommand test" -l slowest -d 'Tell the N tests that took longest' -r
complete -c planyard -n "__fish_planyard_using_subcommand test" -l shard -d 'Run one part of the tests: 2/5 is the second of five' -r
complete -c planyard -n "__fish_planyard_using_subcommand test" -l timeout -d 'End each run of a runner after this long, `90s` or `5m` [default: as its record says]' -r
complete -c planyard -n "__fish_planyard_using_subcommand test" -l needs -d 'Run nothing unless these services are healthy, or degraded; see `planyard health` [default: test.needs]' -r
complete -c planyard -n "__fish_planyard_using_subcommand test" -s j -l jobs -d 'How many cores runners may use at once [default: all]' -r
complete -c planyard -n "__fish_planyard_using_subcommand test" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand test" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand test" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand test" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand test" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand test" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand test" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand test" -l staged -d 'Only staged files, judged as they are staged; the work tree is neither read nor touched'
complete -c planyard -n "__fish_planyard_using_subcommand test" -l exit-zero -d 'Report only: exit 0 whatever is found (2 still means that nothing can be said)'
complete -c planyard -n "__fish_planyard_using_subcommand test" -l failed -d 'Only the tests that failed when they were last run'
complete -c planyard -n "__fish_planyard_using_subcommand test" -l quick -d 'Stop at the first failure'
complete -c planyard -n "__fish_planyard_using_subcommand test" -l coverage -d 'Measure which lines ran'
complete -c planyard -n "__fish_planyard_using_subcommand test" -l live -d 'Tell each test on standard error as it ends'
complete -c planyard -n "__fish_planyard_using_subcommand test" -l all -d 'Tell the tests that passed, too'
complete -c planyard -n "__fish_planyard_using_subcommand test" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand test" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand test" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand test" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand tools" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand tools" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand tools" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand tools" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand tools" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand tools" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand tools" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand tools" -l all -d 'Also the tools that are not in use'
complete -c planyard -n "__fish_planyard_using_subcommand tools" -l explain -d 'Say what was looked for, every sign that was found, and every executable'
complete -c planyard -n "__fish_planyard_using_subcommand tools" -l record -d 'Print the tools\' records, with the configuration laid over them'
complete -c planyard -n "__fish_planyard_using_subcommand tools" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand tools" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand tools" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand tools" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand tools" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand trace" -l fail-on -d 'With --strict: the lowest severity that fails [default: error, or gate.fail_on]' -r -f -a "info\t'Worth knowing'
warning\t'Likely wrong'
error\t'Wrong: fails the gate by default'"
complete -c planyard -n "__fish_planyard_using_subcommand trace" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand trace" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand trace" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand trace" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand trace" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand trace" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand trace" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand trace" -l all -d 'Trace every feature of the workspace'
complete -c planyard -n "__fish_planyard_using_subcommand trace" -l strict -d 'Fail when something is not proved'
complete -c planyard -n "__fish_planyard_using_subcommand trace" -l exit-zero -d 'With --strict: report only, exit 0 whatever is found (2 still means that nothing can be said)'
complete -c planyard -n "__fish_planyard_using_subcommand trace" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand trace" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand trace" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand trace" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand trace" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand version" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand version" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand version" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand version" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand version" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand version" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand version" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand version" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand version" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand version" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand version" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand version" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand watch" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand watch" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand watch" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand watch" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand watch" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand watch" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand watch" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand watch" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand watch" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand watch" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand watch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand watch" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand why" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand why" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand why" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand why" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand why" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand why" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand why" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand why" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand why" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand why" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand why" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand why" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand worker" -l name -d 'What people call it [default: the host\'s name]' -r
complete -c planyard -n "__fish_planyard_using_subcommand worker" -l slots -d 'How many tasks it works on at once [default: dispatch.jobs]' -r
complete -c planyard -n "__fish_planyard_using_subcommand worker" -s b -l backend -d 'Only tasks for these backends; may be given several times [default: all]' -r
complete -c planyard -n "__fish_planyard_using_subcommand worker" -l labels -d 'What this machine has, `gpu,linux`: it takes tasks that need no other labels [default: worker.labels]' -r
complete -c planyard -n "__fish_planyard_using_subcommand worker" -l drain-after -d 'Stop after this long without work, `30m`' -r
complete -c planyard -n "__fish_planyard_using_subcommand worker" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand worker" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand worker" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand worker" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand worker" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand worker" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand worker" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand worker" -l once -d 'Stop when nothing is left to do'
complete -c planyard -n "__fish_planyard_using_subcommand worker" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand worker" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand worker" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand worker" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand worker" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and not __fish_seen_subcommand_from list drain forget help" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand workers; and not __fish_seen_subcommand_from list drain forget help" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand workers; and not __fish_seen_subcommand_from list drain forget help" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand workers; and not __fish_seen_subcommand_from list drain forget help" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand workers; and not __fish_seen_subcommand_from list drain forget help" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand workers; and not __fish_seen_subcommand_from list drain forget help" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand workers; and not __fish_seen_subcommand_from list drain forget help" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand workers; and not __fish_seen_subcommand_from list drain forget help" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and not __fish_seen_subcommand_from list drain forget help" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and not __fish_seen_subcommand_from list drain forget help" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and not __fish_seen_subcommand_from list drain forget help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and not __fish_seen_subcommand_from list drain forget help" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and not __fish_seen_subcommand_from list drain forget help" -f -a "list" -d 'Show them (the default)'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and not __fish_seen_subcommand_from list drain forget help" -f -a "drain" -d 'Let workers take nothing new, and stop when their tasks are through'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and not __fish_seen_subcommand_from list drain forget help" -f -a "forget" -d 'Take workers off the list that are gone'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and not __fish_seen_subcommand_from list drain forget help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from list" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from list" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from list" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from list" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from list" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from list" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from list" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from list" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from drain" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from drain" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from drain" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from drain" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from drain" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from drain" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from drain" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from drain" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from drain" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from drain" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from drain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from drain" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from forget" -s C -l directory -d 'Work in this folder instead of the current one' -r -F
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from forget" -l format -d 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]' -r -f -a "agent\t'compact text for a coding agent, within --max-tokens'
github\t'workflow commands that annotate a pull request'
gitlab\t'GitLab code quality JSON'
health+json\t'application/health+json, for monitors'
human\t'for people'
json\t'one document: the result contract'
jsonl\t'one JSON document a finding, then a summary'
junit\t'JUnit XML'
markdown\t'a table for a comment or a job summary'
nagios\t'a plugin\'s line with performance data; exits 0, 1, 2, 3'
prometheus\t'metrics in Prometheus\' text format'
sarif\t'SARIF 2.1.0'"
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from forget" -l max-tokens -d 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]' -r
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from forget" -l output -d 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from forget" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from forget" -l queue -d 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`' -r
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from forget" -l config -d 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times' -r
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from forget" -l json -d 'Print one JSON document; the same as `--format json`'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from forget" -l for-agent -d 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from forget" -s q -l quiet -d 'Print findings and errors only'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from forget" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from forget" -s V -l version -d 'Print version'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from help" -f -a "list" -d 'Show them (the default)'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from help" -f -a "drain" -d 'Let workers take nothing new, and stop when their tasks are through'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from help" -f -a "forget" -d 'Take workers off the list that are gone'
complete -c planyard -n "__fish_planyard_using_subcommand workers; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "activity" -d 'Say which steps of an operation are done, so that others can follow it'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "answer" -d 'Answer a question of an agent; the first answer counts, and the task goes on with it'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "approve" -d 'Let a task\'s work into the target branch'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "ask" -d 'For an agent inside a run: ask the people behind it'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "backend" -d 'Show who can do tasks, or try whether a plug-in keeps to the protocol'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "cancel" -d 'Take tasks back: they are not done, and a run of them is ended'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "check-completion" -d 'Check that features are finished: every task, step and checklist box done, and the files there'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "check-planning" -d 'Check that features are planned well enough to be worked on'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "completions" -d 'Print a completion script for a shell'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "config" -d 'Show the configuration: what is in force, and where it comes from'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "convert" -d 'Write a feature in another dialect'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "demo" -d 'Run the whole job on a sample repo in a temporary folder, saying each command as it goes'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "dialects" -d 'List the planning dialects, and which features are written in each'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "dispatch" -d 'Hand a feature\'s open tasks to coding agents, and land what passes the gates'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "explain" -d 'Explain a rule: what it finds, why it matters, how to mend it and how to configure it'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "gc" -d 'Show what dispatch left behind and may be removed; --apply removes it'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "graph" -d 'Show what waits for what: a tree, or Mermaid or DOT text'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "health" -d 'Check that the services the work needs are really there'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "inbox" -d 'Show what waits for a person: questions of agents, approvals, works'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "init" -d 'Prepare this repository: planyard.toml, a features folder, a .gitignore entry'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "land" -d 'Bring a feature\'s landed work to the branch that is checked out here'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "lint" -d 'Run the linters, formatters and type checkers that the workspace uses'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "logs" -d 'Show what an agent said and did in a run'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "lsp" -d 'Serve an editor: diagnostics, fixes, states of tasks, and the ways between ids (Language Server Protocol over stdio)'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "man" -d 'Print the manual page, or write those of all commands to a folder'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "merge-driver" -d 'Merge planning files task by task: set it up for git, or resolve a file that was left in conflict'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "new-feature" -d 'Make a feature\'s folder with its planning files'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "pause" -d 'Begin no further task, in any feature; what runs goes on'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "queue" -d 'Look at the queue of work orders and put it in order, wherever it is: in the repository or in a server'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "reject" -d 'Send a task\'s work back to its agent, and say what is wrong with it'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "report" -d 'For an agent inside a run: tell the people behind it how far it is'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "rescue" -d 'Show work that was kept before its worktree was reset or removed, and bring it back'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "resume" -d 'Let tasks be begun again after `planyard pause`'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "retry" -d 'Try tasks again that failed, were cancelled or quarantined, with all their attempts'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "runs" -d 'Show what was handed out, and the runs of agents on it'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "schema" -d 'Print the JSON schema of a command\'s output, or of planyard.toml; without a name, list them'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "sessions" -d 'Show the conversations that agents can go on with, and end them'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "status" -d 'Show how far every feature is: tasks, time left, what is next, what is blocked'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "stop" -d 'Stop every dispatcher of this repository'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "supervise" -d 'Supervise runs of agents (dispatch starts this by itself)'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "task" -d 'Read and change tasks, without touching a byte that the change does not name'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "tell" -d 'Leave a message for the agent that works on a task, or will'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "test" -d 'Run the tests with the runners that the workspace uses'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "tools" -d 'Show which linters and test runners the workspace uses, why, and what is missing'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "trace" -d 'Show which story is proved by which test: story, acceptance criterion, task, test, last result'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "version" -d 'Show the version and how this binary was built'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "watch" -d 'Watch the work of all agents live, and answer what they ask on the spot'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "why" -d 'Say why a task does not move, and what unblocks it'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "worker" -d 'Work on what others hand out, on this machine'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "workers" -d 'The workers of all machines: who lives, and what they do'
complete -c planyard -n "__fish_planyard_using_subcommand help; and not __fish_seen_subcommand_from activity answer approve ask backend cancel check-completion check-planning completions config convert demo dialects dispatch explain gc graph health inbox init land lint logs lsp man merge-driver new-feature pause queue reject report rescue resume retry runs schema sessions status stop supervise task tell test tools trace version watch why worker workers help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from activity" -f -a "complete" -d 'End an operation well'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from activity" -f -a "fail" -d 'End an operation that went wrong'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from activity" -f -a "list" -d 'Show what runs, and what ended lately'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from activity" -f -a "start" -d 'Begin an operation'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from activity" -f -a "step" -d 'Say how far a step is'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from backend" -f -a "list" -d 'List every kind of backend, every agent and every backend of planyard.toml'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from backend" -f -a "check" -d 'Try a plug-in: it is started for each scenario of the protocol, in folders of their own'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "show" -d 'Show every key with its value'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "get" -d 'Print the value of one key'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from dispatch" -f -a "doctor" -d 'Check every agent and backend: is it there, which version, does it have a login, how fast does it start'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from health" -f -a "init" -d 'Propose services from what the workspace holds, as text for planyard.toml'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from health" -f -a "probes" -d 'List every probe, or the options of some'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from queue" -f -a "cancel" -d 'Take tasks back: they are not done, and a run of them is ended'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from queue" -f -a "export" -d 'Write all orders with their questions, suspended accounts and sessions as JSON, for `queue import`'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from queue" -f -a "import" -d 'Take over what `queue export` wrote: orders that are here already stay as they are'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from queue" -f -a "list" -d 'List orders'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from queue" -f -a "metrics" -d 'Count what is queued, held, delayed and dead, and the workers, for people and for monitors'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from queue" -f -a "purge-dead" -d 'Show what failed for good and may be deleted; --apply deletes it'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from queue" -f -a "reconcile" -d 'Compare the queue with git, and its indexes with its orders'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from queue" -f -a "retry" -d 'Try tasks again that failed, were cancelled or quarantined, with all their attempts'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from queue" -f -a "show" -d 'Show an order, with its questions and what became of it'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from queue" -f -a "stats" -d 'Show how many orders are where, and who holds which'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from rescue" -f -a "list" -d 'List what is kept'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from rescue" -f -a "restore" -d 'Make a branch of kept work'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from rescue" -f -a "show" -d 'Show kept work as a diff to what it was begun from'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "show" -d 'Show one run: what its agent was given, said and did, and what came of it'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from sessions" -f -a "end" -d 'End a session: the task\'s next run begins anew'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from sessions" -f -a "list" -d 'List sessions'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from sessions" -f -a "show" -d 'Show a session'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from task" -f -a "block" -d 'Say why a task cannot go on'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from task" -f -a "done" -d 'Mark tasks as done; refused while their steps or dependencies are open'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from task" -f -a "list" -d 'List tasks'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from task" -f -a "next" -d 'Show the first task that can begin, and why it is that one'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from task" -f -a "note" -d 'Add a note to a task'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from task" -f -a "reopen" -d 'Mark tasks as to be done again'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from task" -f -a "show" -d 'Show all that the plan says of a task'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from task" -f -a "start" -d 'Mark tasks as being worked on'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from workers" -f -a "list" -d 'Show them (the default)'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from workers" -f -a "drain" -d 'Let workers take nothing new, and stop when their tasks are through'
complete -c planyard -n "__fish_planyard_using_subcommand help; and __fish_seen_subcommand_from workers" -f -a "forget" -d 'Take workers off the list that are gone'
