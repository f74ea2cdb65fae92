using EdgeAgent.Core.Modules;

namespace EdgeAgent.Inference.Video.Frames;

/// <summary>Where a crop of a picture lies in a model's input, and back.</summary>
/// <param name="CropX">Left of the crop, pixels of the picture.</param>
/// <param name="CropY">Top of the crop, pixels of the picture.</param>
/// <param name="CropWidth">Pixels of the picture.</param>
/// <param name="CropHeight">Pixels of the picture.</param>
/// <param name="PlaceX">Left of the crop in the input.</param>
/// <param name="PlaceY">Top of the crop in the input.</param>
/// <param name="PlaceWidth">Width of the crop in the input.</param>
/// <param name="PlaceHeight">Height of the crop in the input.</param>
public readonly record struct PictureMap(int CropX, int CropY, int CropWidth, int CropHeight, int PlaceX, int PlaceY, int PlaceWidth, int PlaceHeight)
{
    /// <summary>The map by a manifest's fit.</summary>
    public static PictureMap Of(PictureInput input, int cropX, int cropY, int cropWidth, int cropHeight)
    {
        if (input.Fit == PictureFit.Stretch)
        {
            return new(cropX, cropY, cropWidth, cropHeight, 0, 0, input.Width, input.Height);
        }

        var scale = Math.Min((double)input.Width / cropWidth, (double)input.Height / cropHeight);
        var width = Math.Clamp((int)Math.Round(cropWidth * scale), 1, input.Width);
        var height = Math.Clamp((int)Math.Round(cropHeight * scale), 1, input.Height);
        return input.Fit == PictureFit.LetterboxTopLeft
            ? new(cropX, cropY, cropWidth, cropHeight, 0, 0, width, height)
            : new(cropX, cropY, cropWidth, cropHeight, (input.Width - width) / 2, (input.Height - height) / 2, width, height);
    }

    /// <summary>An x of the input in pixels of the picture, within the crop.</summary>
    public float PictureX(float x) => CropX + Math.Clamp((x - PlaceX) * CropWidth / PlaceWidth, 0, CropWidth);

    /// <summary>A y of the input in pixels of the picture, within the crop.</summary>
    public float PictureY(float y) => CropY + Math.Clamp((y - PlaceY) * CropHeight / PlaceHeight, 0, CropHeight);
}
