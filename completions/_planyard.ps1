
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'planyard' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'planyard'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'planyard' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('activity', 'activity', [CompletionResultType]::ParameterValue, 'Say which steps of an operation are done, so that others can follow it')
            [CompletionResult]::new('answer', 'answer', [CompletionResultType]::ParameterValue, 'Answer a question of an agent; the first answer counts, and the task goes on with it')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Let a task''s work into the target branch')
            [CompletionResult]::new('ask', 'ask', [CompletionResultType]::ParameterValue, 'For an agent inside a run: ask the people behind it')
            [CompletionResult]::new('backend', 'backend', [CompletionResultType]::ParameterValue, 'Show who can do tasks, or try whether a plug-in keeps to the protocol')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Take tasks back: they are not done, and a run of them is ended')
            [CompletionResult]::new('check-completion', 'check-completion', [CompletionResultType]::ParameterValue, 'Check that features are finished: every task, step and checklist box done, and the files there')
            [CompletionResult]::new('check-planning', 'check-planning', [CompletionResultType]::ParameterValue, 'Check that features are planned well enough to be worked on')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show the configuration: what is in force, and where it comes from')
            [CompletionResult]::new('convert', 'convert', [CompletionResultType]::ParameterValue, 'Write a feature in another dialect')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Run the whole job on a sample repo in a temporary folder, saying each command as it goes')
            [CompletionResult]::new('dialects', 'dialects', [CompletionResultType]::ParameterValue, 'List the planning dialects, and which features are written in each')
            [CompletionResult]::new('dispatch', 'dispatch', [CompletionResultType]::ParameterValue, 'Hand a feature''s open tasks to coding agents, and land what passes the gates')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a rule: what it finds, why it matters, how to mend it and how to configure it')
            [CompletionResult]::new('gc', 'gc', [CompletionResultType]::ParameterValue, 'Show what dispatch left behind and may be removed; --apply removes it')
            [CompletionResult]::new('graph', 'graph', [CompletionResultType]::ParameterValue, 'Show what waits for what: a tree, or Mermaid or DOT text')
            [CompletionResult]::new('health', 'health', [CompletionResultType]::ParameterValue, 'Check that the services the work needs are really there')
            [CompletionResult]::new('inbox', 'inbox', [CompletionResultType]::ParameterValue, 'Show what waits for a person: questions of agents, approvals, works')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Prepare this repository: planyard.toml, a features folder, a .gitignore entry')
            [CompletionResult]::new('land', 'land', [CompletionResultType]::ParameterValue, 'Bring a feature''s landed work to the branch that is checked out here')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Run the linters, formatters and type checkers that the workspace uses')
            [CompletionResult]::new('logs', 'logs', [CompletionResultType]::ParameterValue, 'Show what an agent said and did in a run')
            [CompletionResult]::new('lsp', 'lsp', [CompletionResultType]::ParameterValue, 'Serve an editor: diagnostics, fixes, states of tasks, and the ways between ids (Language Server Protocol over stdio)')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page, or write those of all commands to a folder')
            [CompletionResult]::new('merge-driver', 'merge-driver', [CompletionResultType]::ParameterValue, 'Merge planning files task by task: set it up for git, or resolve a file that was left in conflict')
            [CompletionResult]::new('new-feature', 'new-feature', [CompletionResultType]::ParameterValue, 'Make a feature''s folder with its planning files')
            [CompletionResult]::new('pause', 'pause', [CompletionResultType]::ParameterValue, 'Begin no further task, in any feature; what runs goes on')
            [CompletionResult]::new('queue', 'queue', [CompletionResultType]::ParameterValue, 'Look at the queue of work orders and put it in order, wherever it is: in the repository or in a server')
            [CompletionResult]::new('reject', 'reject', [CompletionResultType]::ParameterValue, 'Send a task''s work back to its agent, and say what is wrong with it')
            [CompletionResult]::new('report', 'report', [CompletionResultType]::ParameterValue, 'For an agent inside a run: tell the people behind it how far it is')
            [CompletionResult]::new('rescue', 'rescue', [CompletionResultType]::ParameterValue, 'Show work that was kept before its worktree was reset or removed, and bring it back')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Let tasks be begun again after `planyard pause`')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Try tasks again that failed, were cancelled or quarantined, with all their attempts')
            [CompletionResult]::new('runs', 'runs', [CompletionResultType]::ParameterValue, 'Show what was handed out, and the runs of agents on it')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON schema of a command''s output, or of planyard.toml; without a name, list them')
            [CompletionResult]::new('sessions', 'sessions', [CompletionResultType]::ParameterValue, 'Show the conversations that agents can go on with, and end them')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show how far every feature is: tasks, time left, what is next, what is blocked')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'Stop every dispatcher of this repository')
            [CompletionResult]::new('supervise', 'supervise', [CompletionResultType]::ParameterValue, 'Supervise runs of agents (dispatch starts this by itself)')
            [CompletionResult]::new('task', 'task', [CompletionResultType]::ParameterValue, 'Read and change tasks, without touching a byte that the change does not name')
            [CompletionResult]::new('tell', 'tell', [CompletionResultType]::ParameterValue, 'Leave a message for the agent that works on a task, or will')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Run the tests with the runners that the workspace uses')
            [CompletionResult]::new('tools', 'tools', [CompletionResultType]::ParameterValue, 'Show which linters and test runners the workspace uses, why, and what is missing')
            [CompletionResult]::new('trace', 'trace', [CompletionResultType]::ParameterValue, 'Show which story is proved by which test: story, acceptance criterion, task, test, last result')
            [CompletionResult]::new('version', 'version', [CompletionResultType]::ParameterValue, 'Show the version and how this binary was built')
            [CompletionResult]::new('watch', 'watch', [CompletionResultType]::ParameterValue, 'Watch the work of all agents live, and answer what they ask on the spot')
            [CompletionResult]::new('why', 'why', [CompletionResultType]::ParameterValue, 'Say why a task does not move, and what unblocks it')
            [CompletionResult]::new('worker', 'worker', [CompletionResultType]::ParameterValue, 'Work on what others hand out, on this machine')
            [CompletionResult]::new('workers', 'workers', [CompletionResultType]::ParameterValue, 'The workers of all machines: who lives, and what they do')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;activity' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('complete', 'complete', [CompletionResultType]::ParameterValue, 'End an operation well')
            [CompletionResult]::new('fail', 'fail', [CompletionResultType]::ParameterValue, 'End an operation that went wrong')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show what runs, and what ended lately')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Begin an operation')
            [CompletionResult]::new('step', 'step', [CompletionResultType]::ParameterValue, 'Say how far a step is')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;activity;complete' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The operation, as `start` named it [default: PLANYARD_ACTIVITY, or the newest of yours that runs]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;activity;fail' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The operation, as `start` named it [default: PLANYARD_ACTIVITY, or the newest of yours that runs]')
            [CompletionResult]::new('--error', '--error', [CompletionResultType]::ParameterName, 'What went wrong')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;activity;list' {
            [CompletionResult]::new('--recent', '--recent', [CompletionResultType]::ParameterName, 'So many that ended')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;activity;start' {
            [CompletionResult]::new('--steps', '--steps', [CompletionResultType]::ParameterName, 'Its steps, in their order')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;activity;step' {
            [CompletionResult]::new('--error', '--error', [CompletionResultType]::ParameterName, 'What went wrong')
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The operation, as `start` named it [default: PLANYARD_ACTIVITY, or the newest of yours that runs]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;activity;help' {
            [CompletionResult]::new('complete', 'complete', [CompletionResultType]::ParameterValue, 'End an operation well')
            [CompletionResult]::new('fail', 'fail', [CompletionResultType]::ParameterValue, 'End an operation that went wrong')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show what runs, and what ended lately')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Begin an operation')
            [CompletionResult]::new('step', 'step', [CompletionResultType]::ParameterValue, 'Say how far a step is')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;activity;help;complete' {
            break
        }
        'planyard;activity;help;fail' {
            break
        }
        'planyard;activity;help;list' {
            break
        }
        'planyard;activity;help;start' {
            break
        }
        'planyard;activity;help;step' {
            break
        }
        'planyard;activity;help;help' {
            break
        }
        'planyard;answer' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;approve' {
            [CompletionResult]::new('--note', '--note', [CompletionResultType]::ParameterName, 'A remark, kept with the approval')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;ask' {
            [CompletionResult]::new('--option', '--option', [CompletionResultType]::ParameterName, 'An answer to choose from; may be given several times')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Wait so long for the answer [default: not at all]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;backend' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List every kind of backend, every agent and every backend of planyard.toml')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Try a plug-in: it is started for each scenario of the protocol, in folders of their own')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;backend;list' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;backend;check' {
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'The lowest severity that fails the gate [default: error, or gate.fail_on]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Report only: exit 0 whatever is found (2 still means that nothing can be said)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;backend;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List every kind of backend, every agent and every backend of planyard.toml')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Try a plug-in: it is started for each scenario of the protocol, in folders of their own')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;backend;help;list' {
            break
        }
        'planyard;backend;help;check' {
            break
        }
        'planyard;backend;help;help' {
            break
        }
        'planyard;cancel' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;check-completion' {
            [CompletionResult]::new('--changed', '--changed', [CompletionResultType]::ParameterName, 'Look only at features with files that differ from REF, or from the last commit')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'The lowest severity that fails the gate [default: error, or gate.fail_on]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Look at every feature of the workspace')
            [CompletionResult]::new('--staged', '--staged', [CompletionResultType]::ParameterName, 'Look only at features with staged files, and judge what is staged rather than the work tree')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Report only: exit 0 whatever is found (2 still means that nothing can be said)')
            [CompletionResult]::new('--allow-dirty', '--allow-dirty', [CompletionResultType]::ParameterName, 'Planning files with uncommitted changes are no finding')
            [CompletionResult]::new('--no-run', '--no-run', [CompletionResultType]::ParameterName, 'Look at the plan alone: run neither linters nor tests')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;check-planning' {
            [CompletionResult]::new('--changed', '--changed', [CompletionResultType]::ParameterName, 'Look only at features with files that differ from REF, or from the last commit')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'The lowest severity that fails the gate [default: error, or gate.fail_on]')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Findings listed in FILE do not count; only new ones fail')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Look at every feature of the workspace')
            [CompletionResult]::new('--staged', '--staged', [CompletionResultType]::ParameterName, 'Look only at features with staged files, and judge what is staged rather than the work tree')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Report only: exit 0 whatever is found (2 still means that nothing can be said)')
            [CompletionResult]::new('--fix', '--fix', [CompletionResultType]::ParameterName, 'Mend what can be mended safely: counts, percentages, status lines and tables that are not true')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Show what --fix would change, and change nothing')
            [CompletionResult]::new('--update-baseline', '--update-baseline', [CompletionResultType]::ParameterName, 'Write the findings of now to the baseline file')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Read every feature, also one whose files have not changed since it was last examined')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;completions' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--dynamic', '--dynamic', [CompletionResultType]::ParameterName, 'The script that knows features, tasks and rules too')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;config' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every key with its value')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of one key')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;config;show' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--origin', '--origin', [CompletionResultType]::ParameterName, 'Say where each value comes from: layer, file and line')
            [CompletionResult]::new('--defaults', '--defaults', [CompletionResultType]::ParameterName, 'Read nothing; show every key with its default and what it does, as planyard.toml')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;config;get' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;config;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every key with its value')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of one key')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;config;help;show' {
            break
        }
        'planyard;config;help;get' {
            break
        }
        'planyard;config;help;help' {
            break
        }
        'planyard;convert' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The dialect to write it in')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be written, and write nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;demo' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Keep the sample repo, and say where it is')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;dialects' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Say for each feature what was seen, and which other dialects could read it')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;dispatch' {
            [CompletionResult]::new('--task', '--task', [CompletionResultType]::ParameterName, 'Only these tasks; may be given several times')
            [CompletionResult]::new('-b', '-b', [CompletionResultType]::ParameterName, 'Who does the work: an agent, a name of [backends], command:PROGRAM or human [default: dispatch.backend]')
            [CompletionResult]::new('--backend', '--backend', [CompletionResultType]::ParameterName, 'Who does the work: an agent, a name of [backends], command:PROGRAM or human [default: dispatch.backend]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'The model, when the backend takes one')
            [CompletionResult]::new('--review', '--review', [CompletionResultType]::ParameterName, 'Another backend that looks at each work before it lands')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'How many tasks are worked on at once; 0: hand out only, and let workers do it [default: dispatch.jobs]')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'How many tasks are worked on at once; 0: hand out only, and let workers do it [default: dispatch.jobs]')
            [CompletionResult]::new('--budget', '--budget', [CompletionResultType]::ParameterName, 'The most dollars of this dispatch, as 2.50')
            [CompletionResult]::new('--max-attempts', '--max-attempts', [CompletionResultType]::ParameterName, 'How often a task is tried before it is blocked [default: dispatch.max_attempts]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'End a run after this long, `90s` or `45m` [default: dispatch.timeout]')
            [CompletionResult]::new('--verify', '--verify', [CompletionResultType]::ParameterName, 'A command line for `sh` that must succeed on what is to land, besides the gates; may be given several times')
            [CompletionResult]::new('--into', '--into', [CompletionResultType]::ParameterName, 'The branch that work lands on [default: dispatch.into]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--no-gates', '--no-gates', [CompletionResultType]::ParameterName, 'Land work without any gate; its commits say so')
            [CompletionResult]::new('--no-planning-gate', '--no-planning-gate', [CompletionResultType]::ParameterName, 'Hand out a feature that check-planning does not pass; the commits say so')
            [CompletionResult]::new('--approve', '--approve', [CompletionResultType]::ParameterName, 'Ask a person before each work lands; see `planyard inbox`')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be handed out, in which order, and hand out nothing')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Show what the agents say and do while they work')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check every agent and backend: is it there, which version, does it have a login, how fast does it start')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;dispatch;doctor' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;dispatch;help' {
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check every agent and backend: is it there, which version, does it have a login, how fast does it start')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;dispatch;help;doctor' {
            break
        }
        'planyard;dispatch;help;help' {
            break
        }
        'planyard;explain' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'List every rule')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;gc' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--apply', '--apply', [CompletionResultType]::ParameterName, 'Remove what may go')
            [CompletionResult]::new('--rescue', '--rescue', [CompletionResultType]::ParameterName, 'Keep what is nowhere else under a ref, so that its worktree and branch may go; see `planyard rescue`')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;graph' {
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'How to draw it')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;health' {
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Look again until all is well, for at most this long')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'What is well enough for --wait')
            [CompletionResult]::new('--interval', '--interval', [CompletionResultType]::ParameterName, 'How long --watch waits between two looks')
            [CompletionResult]::new('--on-change', '--on-change', [CompletionResultType]::ParameterName, 'A command line for `sh` that --watch runs at each change; PLANYARD_SERVICE, _FROM, _TO and _MESSAGE tell it which')
            [CompletionResult]::new('--serve', '--serve', [CompletionResultType]::ParameterName, 'Answer over HTTP: /health, /healthz, /livez, /readyz, /metrics')
            [CompletionResult]::new('--cache', '--cache', [CompletionResultType]::ParameterName, 'How long --serve gives the same answer before it looks again')
            [CompletionResult]::new('--view', '--view', [CompletionResultType]::ParameterName, 'Which question is asked')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'End all probes after this long [default: health.deadline]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'End each probe after this long [default: as its service says]')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'The lowest severity that fails the gate [default: error, or gate.fail_on]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Show it live until Ctrl-C; not on a terminal: a line of JSON for each change')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Degraded is not good enough')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Report only: exit 0 whatever is found (2 still means that nothing can be said)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Propose services from what the workspace holds, as text for planyard.toml')
            [CompletionResult]::new('probes', 'probes', [CompletionResultType]::ParameterValue, 'List every probe, or the options of some')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;health;init' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--write', '--write', [CompletionResultType]::ParameterName, 'Append them to planyard.toml; what stands there stays')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;health;probes' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;health;help' {
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Propose services from what the workspace holds, as text for planyard.toml')
            [CompletionResult]::new('probes', 'probes', [CompletionResultType]::ParameterValue, 'List every probe, or the options of some')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;health;help;init' {
            break
        }
        'planyard;health;help;probes' {
            break
        }
        'planyard;health;help;help' {
            break
        }
        'planyard;inbox' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Also what is answered, taken over or withdrawn')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;init' {
            [CompletionResult]::new('--features-dir', '--features-dir', [CompletionResultType]::ParameterName, 'The folder for features [default: the one that exists, else features]')
            [CompletionResult]::new('--dialect', '--dialect', [CompletionResultType]::ParameterName, 'The dialect to write features in [default: found by what the documents look like]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Ask nothing; take the defaults where no flag says otherwise')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Ask nothing; take the defaults where no flag says otherwise')
            [CompletionResult]::new('--here', '--here', [CompletionResultType]::ParameterName, 'Make the current folder a workspace of its own, below the repository''s root')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be written, and write nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;land' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The branch that holds the work [default: dispatch.into]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;lint' {
            [CompletionResult]::new('--changed', '--changed', [CompletionResultType]::ParameterName, 'Only files that differ from REF, or from the last commit')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'The lowest severity that fails the gate [default: error, or gate.fail_on]')
            [CompletionResult]::new('--tool', '--tool', [CompletionResultType]::ParameterName, 'Run only this tool, also without a sign of it in the workspace; may be given several times')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Findings listed in FILE do not count; only new ones fail')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'End each run of a tool after this long, `90s` or `5m` [default: as its record says]')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'How many cores tools may use at once [default: all, or lint.jobs]')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'How many cores tools may use at once [default: all, or lint.jobs]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--staged', '--staged', [CompletionResultType]::ParameterName, 'Only staged files, judged as they are staged; the work tree is neither read nor touched')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Report only: exit 0 whatever is found (2 still means that nothing can be said)')
            [CompletionResult]::new('--fix', '--fix', [CompletionResultType]::ParameterName, 'Let the tools mend what they safely can, until there is nothing more to mend, and lint again')
            [CompletionResult]::new('--unsafe', '--unsafe', [CompletionResultType]::ParameterName, 'With --fix: also fixes that may change what code does')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Show what --fix would change, and change nothing')
            [CompletionResult]::new('--update-baseline', '--update-baseline', [CompletionResultType]::ParameterName, 'Write the findings of now to the baseline file')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Ask every tool, also when it has answered for the same content before')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;logs' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Follow it until the run ends')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Follow it until the run ends')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'The agent''s own output as it came, without secrets')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;lsp' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--stdio', '--stdio', [CompletionResultType]::ParameterName, 'Taken for editors that always give it: there is no other way')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;man' {
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write the pages of planyard and all its commands to this folder')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;merge-driver' {
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Merge a file that has conflict markers anew, and keep markers only where a field was changed in two ways')
            [CompletionResult]::new('--marker-size', '--marker-size', [CompletionResultType]::ParameterName, 'How many signs a conflict marker has')
            [CompletionResult]::new('--label-ours', '--label-ours', [CompletionResultType]::ParameterName, 'What stands behind the marker of ours')
            [CompletionResult]::new('--label-base', '--label-base', [CompletionResultType]::ParameterName, 'What stands behind the marker of the version before')
            [CompletionResult]::new('--label-theirs', '--label-theirs', [CompletionResultType]::ParameterName, 'What stands behind the marker of theirs')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--install', '--install', [CompletionResultType]::ParameterName, 'Set it up in this repository: .gitattributes, and merge.planyard in git''s configuration')
            [CompletionResult]::new('--uninstall', '--uninstall', [CompletionResultType]::ParameterName, 'Take that back')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;new-feature' {
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'What sort of work it is [default: new_feature.kind, else feature]')
            [CompletionResult]::new('--dialect', '--dialect', [CompletionResultType]::ParameterName, 'The dialect to write [default: features.dialect, else workitems]')
            [CompletionResult]::new('--template', '--template', [CompletionResultType]::ParameterName, 'Take templates from this folder')
            [CompletionResult]::new('--title', '--title', [CompletionResultType]::ParameterName, 'The title [default: the slug as words]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--branch', '--branch', [CompletionResultType]::ParameterName, 'Make a branch for it (new_feature.branch_name, else feature/ID) and switch to it')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be written, and write nothing')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Say which template each file came from')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;pause' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;queue' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Take tasks back: they are not done, and a run of them is ended')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write all orders with their questions, suspended accounts and sessions as JSON, for `queue import`')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Take over what `queue export` wrote: orders that are here already stay as they are')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List orders')
            [CompletionResult]::new('metrics', 'metrics', [CompletionResultType]::ParameterValue, 'Count what is queued, held, delayed and dead, and the workers, for people and for monitors')
            [CompletionResult]::new('purge-dead', 'purge-dead', [CompletionResultType]::ParameterValue, 'Show what failed for good and may be deleted; --apply deletes it')
            [CompletionResult]::new('reconcile', 'reconcile', [CompletionResultType]::ParameterValue, 'Compare the queue with git, and its indexes with its orders')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Try tasks again that failed, were cancelled or quarantined, with all their attempts')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show an order, with its questions and what became of it')
            [CompletionResult]::new('stats', 'stats', [CompletionResultType]::ParameterValue, 'Show how many orders are where, and who holds which')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;queue;cancel' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;queue;export' {
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Into this file; else it is the data of the result')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;queue;import' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;queue;list' {
            [CompletionResult]::new('--feature', '--feature', [CompletionResultType]::ParameterName, 'Of a feature')
            [CompletionResult]::new('--state', '--state', [CompletionResultType]::ParameterName, 'In this state; may be given several times')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;queue;metrics' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;queue;purge-dead' {
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Only what failed so long ago')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--apply', '--apply', [CompletionResultType]::ParameterName, 'Delete it')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;queue;reconcile' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--apply', '--apply', [CompletionResultType]::ParameterName, 'Also put right what is not so')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;queue;retry' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--dead', '--dead', [CompletionResultType]::ParameterName, 'All that failed for good')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;queue;show' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;queue;stats' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;queue;help' {
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Take tasks back: they are not done, and a run of them is ended')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write all orders with their questions, suspended accounts and sessions as JSON, for `queue import`')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Take over what `queue export` wrote: orders that are here already stay as they are')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List orders')
            [CompletionResult]::new('metrics', 'metrics', [CompletionResultType]::ParameterValue, 'Count what is queued, held, delayed and dead, and the workers, for people and for monitors')
            [CompletionResult]::new('purge-dead', 'purge-dead', [CompletionResultType]::ParameterValue, 'Show what failed for good and may be deleted; --apply deletes it')
            [CompletionResult]::new('reconcile', 'reconcile', [CompletionResultType]::ParameterValue, 'Compare the queue with git, and its indexes with its orders')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Try tasks again that failed, were cancelled or quarantined, with all their attempts')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show an order, with its questions and what became of it')
            [CompletionResult]::new('stats', 'stats', [CompletionResultType]::ParameterValue, 'Show how many orders are where, and who holds which')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;queue;help;cancel' {
            break
        }
        'planyard;queue;help;export' {
            break
        }
        'planyard;queue;help;import' {
            break
        }
        'planyard;queue;help;list' {
            break
        }
        'planyard;queue;help;metrics' {
            break
        }
        'planyard;queue;help;purge-dead' {
            break
        }
        'planyard;queue;help;reconcile' {
            break
        }
        'planyard;queue;help;retry' {
            break
        }
        'planyard;queue;help;show' {
            break
        }
        'planyard;queue;help;stats' {
            break
        }
        'planyard;queue;help;help' {
            break
        }
        'planyard;reject' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;report' {
            [CompletionResult]::new('--step', '--step', [CompletionResultType]::ParameterName, 'A step of the work')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'How far that step is')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;rescue' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what is kept')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Make a branch of kept work')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show kept work as a diff to what it was begun from')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;rescue;list' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;rescue;restore' {
            [CompletionResult]::new('--branch', '--branch', [CompletionResultType]::ParameterName, 'The branch to make')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;rescue;show' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;rescue;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what is kept')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Make a branch of kept work')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show kept work as a diff to what it was begun from')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;rescue;help;list' {
            break
        }
        'planyard;rescue;help;restore' {
            break
        }
        'planyard;rescue;help;show' {
            break
        }
        'planyard;rescue;help;help' {
            break
        }
        'planyard;resume' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;retry' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--dead', '--dead', [CompletionResultType]::ParameterName, 'All that failed for good')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;runs' {
            [CompletionResult]::new('--html', '--html', [CompletionResultType]::ParameterName, 'Write a report of the feature, or the task, as one HTML file')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Every run, and not only the last one of each order')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one run: what its agent was given, said and did, and what came of it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;runs;show' {
            [CompletionResult]::new('--html', '--html', [CompletionResultType]::ParameterName, 'Write it as one HTML file')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;runs;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one run: what its agent was given, said and did, and what came of it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;runs;help;show' {
            break
        }
        'planyard;runs;help;help' {
            break
        }
        'planyard;schema' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;sessions' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('end', 'end', [CompletionResultType]::ParameterValue, 'End a session: the task''s next run begins anew')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List sessions')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a session')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;sessions;end' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;sessions;list' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Also those that are ended')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;sessions;show' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;sessions;help' {
            [CompletionResult]::new('end', 'end', [CompletionResultType]::ParameterValue, 'End a session: the task''s next run begins anew')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List sessions')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a session')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;sessions;help;end' {
            break
        }
        'planyard;sessions;help;list' {
            break
        }
        'planyard;sessions;help;show' {
            break
        }
        'planyard;sessions;help;help' {
            break
        }
        'planyard;status' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--open', '--open', [CompletionResultType]::ParameterName, 'Only features that are not done')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Show it again whenever a planning file changes, until Ctrl-C')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Read every feature, also one whose files have not changed since it was last read')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;stop' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--drain', '--drain', [CompletionResultType]::ParameterName, 'Let what runs come to its end (the default)')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'End the runs, too: their tasks go back as they were, with the attempt')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;supervise' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--serve', '--serve', [CompletionResultType]::ParameterName, 'Take the folders of runs from standard input, a line each, and supervise them one after another')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;task' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('block', 'block', [CompletionResultType]::ParameterValue, 'Say why a task cannot go on')
            [CompletionResult]::new('done', 'done', [CompletionResultType]::ParameterValue, 'Mark tasks as done; refused while their steps or dependencies are open')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List tasks')
            [CompletionResult]::new('next', 'next', [CompletionResultType]::ParameterValue, 'Show the first task that can begin, and why it is that one')
            [CompletionResult]::new('note', 'note', [CompletionResultType]::ParameterValue, 'Add a note to a task')
            [CompletionResult]::new('reopen', 'reopen', [CompletionResultType]::ParameterValue, 'Mark tasks as to be done again')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show all that the plan says of a task')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Mark tasks as being worked on')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;task;block' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]')
            [CompletionResult]::new('--feature', '--feature', [CompletionResultType]::ParameterName, 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the change as a diff, and write nothing')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Show the change as a diff, and write nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;task;done' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why, for the notes')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]')
            [CompletionResult]::new('--feature', '--feature', [CompletionResultType]::ParameterName, 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Also when steps or dependencies are open; ticks the steps')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the change as a diff, and write nothing')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Show the change as a diff, and write nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;task;list' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]')
            [CompletionResult]::new('--feature', '--feature', [CompletionResultType]::ParameterName, 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only tasks of this status')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Tasks of every feature')
            [CompletionResult]::new('--ready', '--ready', [CompletionResultType]::ParameterName, 'Only tasks that can begin')
            [CompletionResult]::new('--blocked', '--blocked', [CompletionResultType]::ParameterName, 'Only tasks that are blocked, or wait for a blocked one')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;task;next' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]')
            [CompletionResult]::new('--feature', '--feature', [CompletionResultType]::ParameterName, 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;task;note' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]')
            [CompletionResult]::new('--feature', '--feature', [CompletionResultType]::ParameterName, 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the change as a diff, and write nothing')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Show the change as a diff, and write nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;task;reopen' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]')
            [CompletionResult]::new('--feature', '--feature', [CompletionResultType]::ParameterName, 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the change as a diff, and write nothing')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Show the change as a diff, and write nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;task;show' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]')
            [CompletionResult]::new('--feature', '--feature', [CompletionResultType]::ParameterName, 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;task;start' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]')
            [CompletionResult]::new('--feature', '--feature', [CompletionResultType]::ParameterName, 'The feature, by id, short id, slug or path [default: PLANYARD_FEATURE, the one around the current folder, or the only one]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the change as a diff, and write nothing')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Show the change as a diff, and write nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;task;help' {
            [CompletionResult]::new('block', 'block', [CompletionResultType]::ParameterValue, 'Say why a task cannot go on')
            [CompletionResult]::new('done', 'done', [CompletionResultType]::ParameterValue, 'Mark tasks as done; refused while their steps or dependencies are open')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List tasks')
            [CompletionResult]::new('next', 'next', [CompletionResultType]::ParameterValue, 'Show the first task that can begin, and why it is that one')
            [CompletionResult]::new('note', 'note', [CompletionResultType]::ParameterValue, 'Add a note to a task')
            [CompletionResult]::new('reopen', 'reopen', [CompletionResultType]::ParameterValue, 'Mark tasks as to be done again')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show all that the plan says of a task')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Mark tasks as being worked on')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;task;help;block' {
            break
        }
        'planyard;task;help;done' {
            break
        }
        'planyard;task;help;list' {
            break
        }
        'planyard;task;help;next' {
            break
        }
        'planyard;task;help;note' {
            break
        }
        'planyard;task;help;reopen' {
            break
        }
        'planyard;task;help;show' {
            break
        }
        'planyard;task;help;start' {
            break
        }
        'planyard;task;help;help' {
            break
        }
        'planyard;tell' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;test' {
            [CompletionResult]::new('--changed', '--changed', [CompletionResultType]::ParameterName, 'Only files that differ from REF, or from the last commit')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'The lowest severity that fails the gate [default: error, or gate.fail_on]')
            [CompletionResult]::new('--tool', '--tool', [CompletionResultType]::ParameterName, 'Run only this runner, also without a sign of it in the workspace; may be given several times')
            [CompletionResult]::new('--flaky', '--flaky', [CompletionResultType]::ParameterName, 'Run failing tests up to N times again; one that passes then is flaky, a warning [default: test.retries]')
            [CompletionResult]::new('--slowest', '--slowest', [CompletionResultType]::ParameterName, 'Tell the N tests that took longest')
            [CompletionResult]::new('--shard', '--shard', [CompletionResultType]::ParameterName, 'Run one part of the tests: 2/5 is the second of five')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'End each run of a runner after this long, `90s` or `5m` [default: as its record says]')
            [CompletionResult]::new('--needs', '--needs', [CompletionResultType]::ParameterName, 'Run nothing unless these services are healthy, or degraded; see `planyard health` [default: test.needs]')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'How many cores runners may use at once [default: all]')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'How many cores runners may use at once [default: all]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--staged', '--staged', [CompletionResultType]::ParameterName, 'Only staged files, judged as they are staged; the work tree is neither read nor touched')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Report only: exit 0 whatever is found (2 still means that nothing can be said)')
            [CompletionResult]::new('--failed', '--failed', [CompletionResultType]::ParameterName, 'Only the tests that failed when they were last run')
            [CompletionResult]::new('--quick', '--quick', [CompletionResultType]::ParameterName, 'Stop at the first failure')
            [CompletionResult]::new('--coverage', '--coverage', [CompletionResultType]::ParameterName, 'Measure which lines ran')
            [CompletionResult]::new('--live', '--live', [CompletionResultType]::ParameterName, 'Tell each test on standard error as it ends')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Tell the tests that passed, too')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;tools' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Also the tools that are not in use')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Say what was looked for, every sign that was found, and every executable')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Print the tools'' records, with the configuration laid over them')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;trace' {
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'With --strict: the lowest severity that fails [default: error, or gate.fail_on]')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Trace every feature of the workspace')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Fail when something is not proved')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'With --strict: report only, exit 0 whatever is found (2 still means that nothing can be said)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;version' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;watch' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;why' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;worker' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'What people call it [default: the host''s name]')
            [CompletionResult]::new('--slots', '--slots', [CompletionResultType]::ParameterName, 'How many tasks it works on at once [default: dispatch.jobs]')
            [CompletionResult]::new('-b', '-b', [CompletionResultType]::ParameterName, 'Only tasks for these backends; may be given several times [default: all]')
            [CompletionResult]::new('--backend', '--backend', [CompletionResultType]::ParameterName, 'Only tasks for these backends; may be given several times [default: all]')
            [CompletionResult]::new('--labels', '--labels', [CompletionResultType]::ParameterName, 'What this machine has, `gpu,linux`: it takes tasks that need no other labels [default: worker.labels]')
            [CompletionResult]::new('--drain-after', '--drain-after', [CompletionResultType]::ParameterName, 'Stop after this long without work, `30m`')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--once', '--once', [CompletionResultType]::ParameterName, 'Stop when nothing is left to do')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;workers' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show them (the default)')
            [CompletionResult]::new('drain', 'drain', [CompletionResultType]::ParameterValue, 'Let workers take nothing new, and stop when their tasks are through')
            [CompletionResult]::new('forget', 'forget', [CompletionResultType]::ParameterValue, 'Take workers off the list that are gone')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;workers;list' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;workers;drain' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;workers;forget' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Work in this folder instead of the current one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print: human on a terminal, else json [env: PLANYARD_FORMAT]')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'What the text for an agent may have at most, a token taken as four bytes [default: 2000]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Also write a format to a file, `FORMAT:FILE`, or to standard output, `FORMAT`; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Where work orders wait: redis://HOST:6379, rediss://…, redis+unix:///PATH; the same as `--config queue.url=URL`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Set a key of the configuration for this run, `gate.fail_on=warning`; may be given several times')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document; the same as `--format json`')
            [CompletionResult]::new('--for-agent', '--for-agent', [CompletionResultType]::ParameterName, 'Print a compact text for a coding agent, the most useful first; the same as `--format agent`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings and errors only')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'planyard;workers;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show them (the default)')
            [CompletionResult]::new('drain', 'drain', [CompletionResultType]::ParameterValue, 'Let workers take nothing new, and stop when their tasks are through')
            [CompletionResult]::new('forget', 'forget', [CompletionResultType]::ParameterValue, 'Take workers off the list that are gone')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;workers;help;list' {
            break
        }
        'planyard;workers;help;drain' {
            break
        }
        'planyard;workers;help;forget' {
            break
        }
        'planyard;workers;help;help' {
            break
        }
        'planyard;help' {
            [CompletionResult]::new('activity', 'activity', [CompletionResultType]::ParameterValue, 'Say which steps of an operation are done, so that others can follow it')
            [CompletionResult]::new('answer', 'answer', [CompletionResultType]::ParameterValue, 'Answer a question of an agent; the first answer counts, and the task goes on with it')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Let a task''s work into the target branch')
            [CompletionResult]::new('ask', 'ask', [CompletionResultType]::ParameterValue, 'For an agent inside a run: ask the people behind it')
            [CompletionResult]::new('backend', 'backend', [CompletionResultType]::ParameterValue, 'Show who can do tasks, or try whether a plug-in keeps to the protocol')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Take tasks back: they are not done, and a run of them is ended')
            [CompletionResult]::new('check-completion', 'check-completion', [CompletionResultType]::ParameterValue, 'Check that features are finished: every task, step and checklist box done, and the files there')
            [CompletionResult]::new('check-planning', 'check-planning', [CompletionResultType]::ParameterValue, 'Check that features are planned well enough to be worked on')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show the configuration: what is in force, and where it comes from')
            [CompletionResult]::new('convert', 'convert', [CompletionResultType]::ParameterValue, 'Write a feature in another dialect')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Run the whole job on a sample repo in a temporary folder, saying each command as it goes')
            [CompletionResult]::new('dialects', 'dialects', [CompletionResultType]::ParameterValue, 'List the planning dialects, and which features are written in each')
            [CompletionResult]::new('dispatch', 'dispatch', [CompletionResultType]::ParameterValue, 'Hand a feature''s open tasks to coding agents, and land what passes the gates')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a rule: what it finds, why it matters, how to mend it and how to configure it')
            [CompletionResult]::new('gc', 'gc', [CompletionResultType]::ParameterValue, 'Show what dispatch left behind and may be removed; --apply removes it')
            [CompletionResult]::new('graph', 'graph', [CompletionResultType]::ParameterValue, 'Show what waits for what: a tree, or Mermaid or DOT text')
            [CompletionResult]::new('health', 'health', [CompletionResultType]::ParameterValue, 'Check that the services the work needs are really there')
            [CompletionResult]::new('inbox', 'inbox', [CompletionResultType]::ParameterValue, 'Show what waits for a person: questions of agents, approvals, works')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Prepare this repository: planyard.toml, a features folder, a .gitignore entry')
            [CompletionResult]::new('land', 'land', [CompletionResultType]::ParameterValue, 'Bring a feature''s landed work to the branch that is checked out here')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Run the linters, formatters and type checkers that the workspace uses')
            [CompletionResult]::new('logs', 'logs', [CompletionResultType]::ParameterValue, 'Show what an agent said and did in a run')
            [CompletionResult]::new('lsp', 'lsp', [CompletionResultType]::ParameterValue, 'Serve an editor: diagnostics, fixes, states of tasks, and the ways between ids (Language Server Protocol over stdio)')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page, or write those of all commands to a folder')
            [CompletionResult]::new('merge-driver', 'merge-driver', [CompletionResultType]::ParameterValue, 'Merge planning files task by task: set it up for git, or resolve a file that was left in conflict')
            [CompletionResult]::new('new-feature', 'new-feature', [CompletionResultType]::ParameterValue, 'Make a feature''s folder with its planning files')
            [CompletionResult]::new('pause', 'pause', [CompletionResultType]::ParameterValue, 'Begin no further task, in any feature; what runs goes on')
            [CompletionResult]::new('queue', 'queue', [CompletionResultType]::ParameterValue, 'Look at the queue of work orders and put it in order, wherever it is: in the repository or in a server')
            [CompletionResult]::new('reject', 'reject', [CompletionResultType]::ParameterValue, 'Send a task''s work back to its agent, and say what is wrong with it')
            [CompletionResult]::new('report', 'report', [CompletionResultType]::ParameterValue, 'For an agent inside a run: tell the people behind it how far it is')
            [CompletionResult]::new('rescue', 'rescue', [CompletionResultType]::ParameterValue, 'Show work that was kept before its worktree was reset or removed, and bring it back')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Let tasks be begun again after `planyard pause`')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Try tasks again that failed, were cancelled or quarantined, with all their attempts')
            [CompletionResult]::new('runs', 'runs', [CompletionResultType]::ParameterValue, 'Show what was handed out, and the runs of agents on it')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON schema of a command''s output, or of planyard.toml; without a name, list them')
            [CompletionResult]::new('sessions', 'sessions', [CompletionResultType]::ParameterValue, 'Show the conversations that agents can go on with, and end them')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show how far every feature is: tasks, time left, what is next, what is blocked')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'Stop every dispatcher of this repository')
            [CompletionResult]::new('supervise', 'supervise', [CompletionResultType]::ParameterValue, 'Supervise runs of agents (dispatch starts this by itself)')
            [CompletionResult]::new('task', 'task', [CompletionResultType]::ParameterValue, 'Read and change tasks, without touching a byte that the change does not name')
            [CompletionResult]::new('tell', 'tell', [CompletionResultType]::ParameterValue, 'Leave a message for the agent that works on a task, or will')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Run the tests with the runners that the workspace uses')
            [CompletionResult]::new('tools', 'tools', [CompletionResultType]::ParameterValue, 'Show which linters and test runners the workspace uses, why, and what is missing')
            [CompletionResult]::new('trace', 'trace', [CompletionResultType]::ParameterValue, 'Show which story is proved by which test: story, acceptance criterion, task, test, last result')
            [CompletionResult]::new('version', 'version', [CompletionResultType]::ParameterValue, 'Show the version and how this binary was built')
            [CompletionResult]::new('watch', 'watch', [CompletionResultType]::ParameterValue, 'Watch the work of all agents live, and answer what they ask on the spot')
            [CompletionResult]::new('why', 'why', [CompletionResultType]::ParameterValue, 'Say why a task does not move, and what unblocks it')
            [CompletionResult]::new('worker', 'worker', [CompletionResultType]::ParameterValue, 'Work on what others hand out, on this machine')
            [CompletionResult]::new('workers', 'workers', [CompletionResultType]::ParameterValue, 'The workers of all machines: who lives, and what they do')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'planyard;help;activity' {
            [CompletionResult]::new('complete', 'complete', [CompletionResultType]::ParameterValue, 'End an operation well')
            [CompletionResult]::new('fail', 'fail', [CompletionResultType]::ParameterValue, 'End an operation that went wrong')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show what runs, and what ended lately')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Begin an operation')
            [CompletionResult]::new('step', 'step', [CompletionResultType]::ParameterValue, 'Say how far a step is')
            break
        }
        'planyard;help;activity;complete' {
            break
        }
        'planyard;help;activity;fail' {
            break
        }
        'planyard;help;activity;list' {
            break
        }
        'planyard;help;activity;start' {
            break
        }
        'planyard;help;activity;step' {
            break
        }
        'planyard;help;answer' {
            break
        }
        'planyard;help;approve' {
            break
        }
        'planyard;help;ask' {
            break
        }
        'planyard;help;backend' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List every kind of backend, every agent and every backend of planyard.toml')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Try a plug-in: it is started for each scenario of the protocol, in folders of their own')
            break
        }
        'planyard;help;backend;list' {
            break
        }
        'planyard;help;backend;check' {
            break
        }
        'planyard;help;cancel' {
            break
        }
        'planyard;help;check-completion' {
            break
        }
        'planyard;help;check-planning' {
            break
        }
        'planyard;help;completions' {
            break
        }
        'planyard;help;config' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every key with its value')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of one key')
            break
        }
        'planyard;help;config;show' {
            break
        }
        'planyard;help;config;get' {
            break
        }
        'planyard;help;convert' {
            break
        }
        'planyard;help;demo' {
            break
        }
        'planyard;help;dialects' {
            break
        }
        'planyard;help;dispatch' {
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check every agent and backend: is it there, which version, does it have a login, how fast does it start')
            break
        }
        'planyard;help;dispatch;doctor' {
            break
        }
        'planyard;help;explain' {
            break
        }
        'planyard;help;gc' {
            break
        }
        'planyard;help;graph' {
            break
        }
        'planyard;help;health' {
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Propose services from what the workspace holds, as text for planyard.toml')
            [CompletionResult]::new('probes', 'probes', [CompletionResultType]::ParameterValue, 'List every probe, or the options of some')
            break
        }
        'planyard;help;health;init' {
            break
        }
        'planyard;help;health;probes' {
            break
        }
        'planyard;help;inbox' {
            break
        }
        'planyard;help;init' {
            break
        }
        'planyard;help;land' {
            break
        }
        'planyard;help;lint' {
            break
        }
        'planyard;help;logs' {
            break
        }
        'planyard;help;lsp' {
            break
        }
        'planyard;help;man' {
            break
        }
        'planyard;help;merge-driver' {
            break
        }
        'planyard;help;new-feature' {
            break
        }
        'planyard;help;pause' {
            break
        }
        'planyard;help;queue' {
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Take tasks back: they are not done, and a run of them is ended')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write all orders with their questions, suspended accounts and sessions as JSON, for `queue import`')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Take over what `queue export` wrote: orders that are here already stay as they are')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List orders')
            [CompletionResult]::new('metrics', 'metrics', [CompletionResultType]::ParameterValue, 'Count what is queued, held, delayed and dead, and the workers, for people and for monitors')
            [CompletionResult]::new('purge-dead', 'purge-dead', [CompletionResultType]::ParameterValue, 'Show what failed for good and may be deleted; --apply deletes it')
            [CompletionResult]::new('reconcile', 'reconcile', [CompletionResultType]::ParameterValue, 'Compare the queue with git, and its indexes with its orders')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Try tasks again that failed, were cancelled or quarantined, with all their attempts')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show an order, with its questions and what became of it')
            [CompletionResult]::new('stats', 'stats', [CompletionResultType]::ParameterValue, 'Show how many orders are where, and who holds which')
            break
        }
        'planyard;help;queue;cancel' {
            break
        }
        'planyard;help;queue;export' {
            break
        }
        'planyard;help;queue;import' {
            break
        }
        'planyard;help;queue;list' {
            break
        }
        'planyard;help;queue;metrics' {
            break
        }
        'planyard;help;queue;purge-dead' {
            break
        }
        'planyard;help;queue;reconcile' {
            break
        }
        'planyard;help;queue;retry' {
            break
        }
        'planyard;help;queue;show' {
            break
        }
        'planyard;help;queue;stats' {
            break
        }
        'planyard;help;reject' {
            break
        }
        'planyard;help;report' {
            break
        }
        'planyard;help;rescue' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what is kept')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Make a branch of kept work')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show kept work as a diff to what it was begun from')
            break
        }
        'planyard;help;rescue;list' {
            break
        }
        'planyard;help;rescue;restore' {
            break
        }
        'planyard;help;rescue;show' {
            break
        }
        'planyard;help;resume' {
            break
        }
        'planyard;help;retry' {
            break
        }
        'planyard;help;runs' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one run: what its agent was given, said and did, and what came of it')
            break
        }
        'planyard;help;runs;show' {
            break
        }
        'planyard;help;schema' {
            break
        }
        'planyard;help;sessions' {
            [CompletionResult]::new('end', 'end', [CompletionResultType]::ParameterValue, 'End a session: the task''s next run begins anew')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List sessions')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a session')
            break
        }
        'planyard;help;sessions;end' {
            break
        }
        'planyard;help;sessions;list' {
            break
        }
        'planyard;help;sessions;show' {
            break
        }
        'planyard;help;status' {
            break
        }
        'planyard;help;stop' {
            break
        }
        'planyard;help;supervise' {
            break
        }
        'planyard;help;task' {
            [CompletionResult]::new('block', 'block', [CompletionResultType]::ParameterValue, 'Say why a task cannot go on')
            [CompletionResult]::new('done', 'done', [CompletionResultType]::ParameterValue, 'Mark tasks as done; refused while their steps or dependencies are open')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List tasks')
            [CompletionResult]::new('next', 'next', [CompletionResultType]::ParameterValue, 'Show the first task that can begin, and why it is that one')
            [CompletionResult]::new('note', 'note', [CompletionResultType]::ParameterValue, 'Add a note to a task')
            [CompletionResult]::new('reopen', 'reopen', [CompletionResultType]::ParameterValue, 'Mark tasks as to be done again')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show all that the plan says of a task')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Mark tasks as being worked on')
            break
        }
        'planyard;help;task;block' {
            break
        }
        'planyard;help;task;done' {
            break
        }
        'planyard;help;task;list' {
            break
        }
        'planyard;help;task;next' {
            break
        }
        'planyard;help;task;note' {
            break
        }
        'planyard;help;task;reopen' {
            break
        }
        'planyard;help;task;show' {
            break
        }
        'planyard;help;task;start' {
            break
        }
        'planyard;help;tell' {
            break
        }
        'planyard;help;test' {
            break
        }
        'planyard;help;tools' {
            break
        }
        'planyard;help;trace' {
            break
        }
        'planyard;help;version' {
            break
        }
        'planyard;help;watch' {
            break
        }
        'planyard;help;why' {
            break
        }
        'planyard;help;worker' {
            break
        }
        'planyard;help;workers' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show them (the default)')
            [CompletionResult]::new('drain', 'drain', [CompletionResultType]::ParameterValue, 'Let workers take nothing new, and stop when their tasks are through')
            [CompletionResult]::new('forget', 'forget', [CompletionResultType]::ParameterValue, 'Take workers off the list that are gone')
            break
        }
        'planyard;help;workers;list' {
            break
        }
        'planyard;help;workers;drain' {
            break
        }
        'planyard;help;workers;forget' {
            break
        }
        'planyard;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
