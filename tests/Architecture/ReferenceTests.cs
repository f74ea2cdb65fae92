namespace EdgeAgent.Tests.Architecture;

public class ReferenceTests
{
    [Fact]
    public void No_project_refers_to_one_that_it_may_not()
    {
        var faults = Repository.Projects.SelectMany(project => Repository.ReferencesOf(project).Select(reference => ReferenceRules.FaultOf(project, reference))).OfType<string>();
        Repository.None(faults);
    }

    [Fact]
    public void Every_reference_leads_to_a_project_that_is_there() =>
        Repository.None(Repository.Projects.SelectMany(Repository.ReferencesOf).Except(Repository.Projects));

    [Fact]
    public void Everything_of_ours_but_core_depends_on_core()
    {
        var without = Repository.Projects
            .Where(project => !project.StartsWith("tests/", StringComparison.Ordinal) && !project.EndsWith("/EdgeAgent.Core.csproj", StringComparison.Ordinal))
            .Where(project => !Repository.ReferencesOf(project).Any(reference => reference.EndsWith("/EdgeAgent.Core.csproj", StringComparison.Ordinal)));
        Repository.None(without);
    }

    [Theory]
    [InlineData("agent/EdgeAgent.Core/EdgeAgent.Core.csproj", "agent/EdgeAgent.Pipeline/EdgeAgent.Pipeline.csproj")]
    [InlineData("agent/EdgeAgent.Pipeline/EdgeAgent.Pipeline.csproj", "agent/EdgeAgent.Buffer/EdgeAgent.Buffer.csproj")]
    [InlineData("modules/sensors/Modbus/EdgeAgent.Sensors.Modbus.csproj", "modules/sensors/Serial/EdgeAgent.Sensors.Serial.csproj")]
    [InlineData("modules/sensors/Modbus/EdgeAgent.Sensors.Modbus.csproj", "modules/inference/Onnx/EdgeAgent.Inference.Onnx.csproj")]
    [InlineData("modules/sensors/Modbus/EdgeAgent.Sensors.Modbus.csproj", "agent/EdgeAgent/EdgeAgent.csproj")]
    [InlineData("agent/EdgeCtl/EdgeCtl.csproj", "agent/EdgeAgent/EdgeAgent.csproj")]
    [InlineData("agent/EdgeAgent/EdgeAgent.csproj", "tests/Support/Support.csproj")]
    [InlineData("tests/Modbus.Tests/Modbus.Tests.csproj", "agent/EdgeAgent.Buffer/EdgeAgent.Buffer.csproj")]
    public void A_reference_against_the_rules_is_a_fault(string project, string reference) => Assert.NotNull(ReferenceRules.FaultOf(project, reference));

    [Theory]
    [InlineData("agent/EdgeAgent.Pipeline/EdgeAgent.Pipeline.csproj", "agent/EdgeAgent.Core/EdgeAgent.Core.csproj")]
    [InlineData("modules/inference/Video/EdgeAgent.Inference.Video.csproj", "modules/inference/Onnx/EdgeAgent.Inference.Onnx.csproj")]
    [InlineData("agent/EdgeAgent/EdgeAgent.csproj", "modules/sensors/Modbus/EdgeAgent.Sensors.Modbus.csproj")]
    [InlineData("tests/Modbus.Tests/Modbus.Tests.csproj", "modules/sensors/Modbus/EdgeAgent.Sensors.Modbus.csproj")]
    [InlineData("tests/EndToEnd/EndToEnd.csproj", "agent/EdgeAgent.Buffer/EdgeAgent.Buffer.csproj")]
    public void A_reference_within_the_rules_is_none(string project, string reference) => Assert.Null(ReferenceRules.FaultOf(project, reference));
}
