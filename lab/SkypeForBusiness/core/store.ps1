# The world on disk: CLIXML files written by temp file and rename, and one exclusive lock around read-modify-write.
# Language, Core cmdlets and .NET only: the small host has no Utility or Management module.

function Read-LabFile([string]$Path) {
    return [System.Management.Automation.PSSerializer]::Deserialize([System.IO.File]::ReadAllText($Path))
}

function Write-LabFile([string]$Path, $Value) {
    $temporary = $Path + '.' + [System.Guid]::NewGuid().ToString('N') + '.tmp'
    # Without the indentation: half the size. Whitespace inside values is escaped by the serializer.
    $text = [System.Management.Automation.PSSerializer]::Serialize($Value, 24) -replace '>\r?\n\s*<', '><'
    [System.IO.File]::WriteAllText($temporary, $text)
    [System.IO.File]::Move($temporary, $Path, $true)
}

# An independent copy of a value as the files would hold it.
function Copy-LabValue($Value) {
    if ($null -eq $Value -or $Value -is [string] -or $Value -is [ValueType]) { return $Value }
    $text = [System.Management.Automation.PSSerializer]::Serialize($Value, 24)
    return , [System.Management.Automation.PSSerializer]::Deserialize($text)
}

# The stream is the lock; it frees when the process dies.
function Lock-LabWorld([string]$Folder) {
    $path = [System.IO.Path]::Combine($Folder, 'world.lock')
    $deadline = [System.DateTime]::UtcNow.AddSeconds(30)
    while ($true) {
        try { return [System.IO.FileStream]::new($path, 'OpenOrCreate', 'ReadWrite', 'None') }
        catch [System.IO.IOException] {
            if ([System.DateTime]::UtcNow -gt $deadline) { throw "The lab world '$Folder' has been locked for 30 seconds; end the process that holds it." }
            [System.Threading.Thread]::Sleep(2)
        }
    }
}

# One whole line, on disk before this returns. A line is never rewritten.
function Add-LabLine([string]$Path, [string]$Line) {
    $deadline = [System.DateTime]::UtcNow.AddSeconds(10)
    while ($true) {
        try {
            $stream = [System.IO.FileStream]::new($Path, 'Append', 'Write', 'Read')
            break
        } catch [System.IO.IOException] {
            if ([System.DateTime]::UtcNow -gt $deadline) { throw }
            [System.Threading.Thread]::Sleep(1)
        }
    }
    try {
        $bytes = [System.Text.Encoding]::UTF8.GetBytes($Line + "`n")
        $stream.Write($bytes, 0, $bytes.Length)
        $stream.Flush($true)
    } finally { $stream.Dispose() }
}
