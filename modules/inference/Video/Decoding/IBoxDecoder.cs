using EdgeAgent.Inference.Video.Frames;

namespace EdgeAgent.Inference.Video.Decoding;

/// <summary>Turns a model's outputs into boxes. Pure; allocates nothing. Not thread-safe.</summary>
public interface IBoxDecoder
{
    /// <summary>Adds what scores at least its class's threshold.</summary>
    /// <param name="outputs">The model's outputs.</param>
    /// <param name="map">Where the picture lay in the input.</param>
    /// <param name="candidates">Takes the boxes, not suppressed.</param>
    /// <returns>False when an output holds a number that is none (NaN): the run is worthless.</returns>
    bool Decode(IOutputValues outputs, in PictureMap map, Candidates candidates);
}
