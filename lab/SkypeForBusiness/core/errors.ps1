# Errors the way the product and Windows give them. Product texts are English; texts of Windows and SQL come in the
# language of the server (lived-in: German), because real servers are localised and English text must not decide.

function New-LabErrorRecord([string]$Message, [string]$Id, [string]$Category, $Exception) {
    if ($null -eq $Exception) { $Exception = [System.InvalidOperationException]::new($Message) }
    return [System.Management.Automation.ErrorRecord]::new($Exception, $Id, $Category, $null)
}

function Stop-LabCmdlet($Cmdlet, [string]$Message, [string]$Id, [string]$Category = 'InvalidOperation', $Exception = $null) {
    $Cmdlet.ThrowTerminatingError((New-LabErrorRecord $Message $Id $Category $Exception))
}

function Write-LabError($Cmdlet, [string]$Message, [string]$Id, [string]$Category = 'InvalidOperation') {
    $Cmdlet.WriteError((New-LabErrorRecord $Message $Id $Category $null))
}

function Get-LabText($Lab, [string]$Key) {
    $texts = $script:LabTexts[$Key]
    if ($Lab.Shared['language'] -eq 'de') { return $texts.de }
    return $texts.en
}

$script:LabTexts = @{
    sqlClosed = @{
        en = 'A network-related or instance-specific error occurred while establishing a connection to SQL Server. The server was not found or was not accessible. Verify that the instance name is correct and that SQL Server is configured to allow remote connections. (provider: SQL Network Interfaces, error: 26 - Error Locating Server/Instance Specified)'
        de = 'Netzwerkbezogener oder instanzspezifischer Fehler beim Herstellen einer Verbindung mit SQL Server. Der Server wurde nicht gefunden, oder auf ihn kann nicht zugegriffen werden. Überprüfen Sie, ob der Instanzname richtig ist und ob SQL Server Remoteverbindungen zulässt. (provider: SQL-Netzwerkschnittstellen, error: 26 - Fehler beim Bestimmen des angegebenen Servers/der angegebenen Instanz)'
    }
    accessDenied = @{ en = 'Access is denied.'; de = 'Zugriff verweigert' }
    anonymous = @{ en = "Login failed for user 'NT AUTHORITY\ANONYMOUS LOGON'."; de = "Fehler bei der Anmeldung für den Benutzer 'NT-AUTORITÄT\ANONYMOUS-ANMELDUNG'." }
    adUnreachable = @{ en = 'The server is not operational.'; de = 'Der Server ist nicht funktionstüchtig.' }
    noService = @{ en = 'The specified service does not exist as an installed service.'; de = 'Der angegebene Dienst ist kein installierter Dienst.' }
    pathNotFound = @{ en = "Could not find a part of the path '{0}'."; de = "Ein Teil des Pfades `"{0}`" konnte nicht gefunden werden." }
    diskFull = @{ en = 'There is not enough space on the disk.'; de = 'Es steht nicht genug Speicherplatz auf dem Datenträger zur Verfügung.' }
    networkPath = @{ en = 'The network path was not found.'; de = 'Der Netzwerkpfad wurde nicht gefunden.' }
}
