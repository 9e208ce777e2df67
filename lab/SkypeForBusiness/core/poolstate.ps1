# Failing a pool over and back: PoolState in the CMS at once, in every RTCLOCAL by replication.

function Set-LabPoolState($Lab, [string]$Short, [string]$State, [double]$Minutes) {
    Set-LabValue $Lab "poolState.$Short" $State
    foreach ($server in 'fe1', 'fe2') {
        if (-not $Lab.Shared['answers'][$server]) { continue }
        Set-LabLater $Lab $Minutes "$server.rtclocal.poolState.$Short" $State
    }
}

# What the product refuses before it has changed anything.
function Assert-LabPoolMove($Lab, [string]$Short, [string[]]$From) {
    [void](Connect-LabCmsWritable $Lab)
    $fqdn = $Lab.Shared['servers'][$Short]
    if ($null -eq $Lab.Shared['services']['pairing'][$Short]) { Stop-LabCmdlet $Lab.Cmdlet "Pool `"$fqdn`" has no backup pool." 'NoBackupPool' }
    # INVENTED texts; that the pool cmdlet fails while the CMS is not fully failed over is documented (sfb-facts 3.4).
    $status = $Lab.Shared['runtime']['storeStatus']
    if ($null -eq $status -or $status['ActiveMasterFqdn'] -eq '') { Stop-LabCmdlet $Lab.Cmdlet 'The Central Management Server is not working. Fail over the Central Management Server before you fail over a pool.' 'CmsNotWorking' }
    $state = $Lab.Shared['poolState'][$Short]
    if ($From -notcontains $state) { Stop-LabCmdlet $Lab.Cmdlet "Pool `"$fqdn`" is in the state `"$state`"; it cannot be moved from there." 'WrongPoolState' }
}
